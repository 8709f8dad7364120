using System.Net;
using Imaginator.Host.Access;
using Imaginator.Host.Access.Sessions;
using Imaginator.Host.Access.Tokens;
using Imaginator.Host.Auditing;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Rpc.Access;
using Imaginator.Host.Rpc.Port;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Imaginator.Host.Web.Entry;

/// <summary>
/// Identifies the senders of requests by bearer token or session, for <see cref="WebCallers"/>, and refuses tokens that are not valid. A
/// token counts before a session, and a session before a certificate. Thread-safe.
/// </summary>
/// <param name="options">The sign-in of people; null for none.</param>
internal sealed class CallerGate(
    TokenStore tokens, FailedCredentials failures, AuditLog audit, PortOptions port, SignInOptions? options = null)
{
    private const string Scheme = "Bearer ";
    private const string Channel = "web";

    private readonly bool _hasSessions = options is not null;

    public Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(next);
        if (http.Request.Headers.Authorization is { Count: > 0 } authorization && IsBearer(authorization))
        {
            return WithTokenAsync(http, authorization, next);
        }

        if (_hasSessions)
        {
            IdentifySession(http);
        }

        return next(http);
    }

    private static bool IsBearer(StringValues authorization) =>
        authorization.Any(value => value?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) is true);

    private static void IdentifySession(HttpContext http)
    {
        if (SignedInUser.FromSession(http.User) is { } user)
        {
            http.Features.Set(new WebIdentity
            {
                Kind = AuthenticationKind.Session,
                UserName = user.Name,
                Groups = user.Groups,
                SessionId = user.SessionId,
            });
        }
    }

    private Task WithTokenAsync(HttpContext http, StringValues authorization, RequestDelegate next)
    {
        if (!port.IsInsecure && !http.Request.IsHttps && !IsFromThisMachine(http))
        {
            return EntryFailures.RefuseOpenConnectionAsync(http);
        }

        // A request with two credentials has none that counts.
        if (authorization is not [{ } single] || tokens.Find(single[Scheme.Length..].Trim()) is not { } token)
        {
            return RefuseAsync(http, next);
        }

        http.Features.Set(new WebIdentity
        {
            Kind = AuthenticationKind.Token,
            UserName = token.UserName,
            TokenName = token.Name,
            TokenId = token.Id,
            Scope = token.Scope,
        });
        return next(http);
    }

    private Task RefuseAsync(HttpContext http, RequestDelegate next)
    {
        if (ReadAddress.IsHealth(http.Request.Path))
        {
            return next(http);
        }

        if (!failures.TryCount(http.Connection.RemoteIpAddress))
        {
            return EntryFailures.RefuseFloodAsync(http);
        }

        var caller = new Caller { Address = CallerAddress.Of(http.Connection.RemoteIpAddress, http.Connection.RemotePort) };
        audit.Denied(new AuditedCall(caller, AuditActions.UseToken, "", Channel), "the bearer token is not valid");
        return EntryFailures.RefuseTokenAsync(http);
    }

    private static bool IsFromThisMachine(HttpContext http) =>
        http.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address);
}
