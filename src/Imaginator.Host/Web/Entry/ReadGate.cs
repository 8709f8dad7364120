using Imaginator.Host.Access;
using Imaginator.Host.Access.Sessions;
using Imaginator.Host.Auditing;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Rpc.Access;
using Imaginator.Host.Rpc.Port;
using Imaginator.Host.Web.Actions;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Console;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Entry;

/// <summary>
/// Lets only those read who may: <c>-anonymousReads</c> for callers without credentials, roles and scopes for the others. Requests that
/// change something pass: <c>ActionGate</c> decides about them. Browsers must use a name of this daemon where it trusts its network: a page
/// of another site, whose name resolves to this address, would read what only this network shall see. Thread-safe.
/// </summary>
/// <param name="options">The sign-in of people; null for none.</param>
internal sealed class ReadGate(
    WebCallers callers, Permissions permissions, AuditLog audit, PortOptions port, OwnNames names, SignInOptions? options = null)
{
    private const string Channel = "web";

    private readonly bool _hasSignIn = options is not null;
    private readonly bool _trustsNetwork =
        port.IsInsecure || !port.IsOpenToOthers || permissions.Reads.Anonymous == AnonymousReads.All;

    public Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(next);
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            return next(http);
        }

        var kind = ReadAddress.KindOf(http.Request.Path);
        if (kind == ReadKind.Open)
        {
            return next(http);
        }

        if (_trustsNetwork && FaultOfHost(http) is { } fault)
        {
            return EntryFailures.RefuseHostAsync(http, fault);
        }

        var isStatusOpen = permissions.Reads.Anonymous != AnonymousReads.None;
        if (isStatusOpen && kind is ReadKind.StatusPage or ReadKind.Status)
        {
            return next(http);
        }

        var caller = callers.ReaderOf(http);
        if (permissions.MayReadAll(caller)
            || (kind is ReadKind.Filtered or ReadKind.StatusPage && permissions.MayRead(caller)))
        {
            return next(http);
        }

        if (caller.Authentication == AuthenticationKind.None)
        {
            return AskAsync(http);
        }

        audit.Denied(new AuditedCall(caller, AuditActions.Read, http.Request.Path, Channel), $"no access to {AccessMethods.Read}");
        return EntryFailures.RefuseReaderAsync(http, caller.DisplayName);
    }

    // With TLS, the browser has compared the name with the certificate. Another site has neither tokens nor cookies of this one.
    private string? FaultOfHost(HttpContext http) =>
        !http.Request.IsHttps && http.Features.Get<WebIdentity>() is null && BrowserRequest.Is(http.Request)
            ? names.FaultOf(http.Request)
            : null;

    private Task AskAsync(HttpContext http)
    {
        var request = http.Request;
        if (!_hasSignIn || !HttpMethods.IsGet(request.Method) || !IsForPeople(request) || http.Features.Get<ImagesOnlyPort>() is not null)
        {
            return EntryFailures.AskForCredentialAsync(http);
        }

        // Without the path of the proxy, which the sign-in adds again.
        http.Response.StatusCode = StatusCodes.Status302Found;
        http.Response.Headers.Location =
            request.PathBase + EntryAddress.OfSignIn(request.Path.ToUriComponent() + request.QueryString.ToUriComponent());
        return Task.CompletedTask;
    }

    private static bool IsForPeople(HttpRequest request) =>
        (!ApiAddress.Is(request.Path) || request.Path == ApiAddress.Reference)
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
