using Imaginator.Host.Access;
using Imaginator.Host.Access.Sessions;
using Imaginator.Host.Auditing;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Rpc.Access;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Console;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Entry;

/// <summary>
/// Lets only those read who may: <c>-anonymousReads</c> for callers without credentials, roles and scopes for the others. Requests that
/// change something pass: <c>ActionGate</c> decides about them. Thread-safe.
/// </summary>
/// <param name="options">The sign-in of people; null for none.</param>
internal sealed class ReadGate(WebCallers callers, Permissions permissions, AuditLog audit, SignInOptions? options = null)
{
    private const string Channel = "web";

    private readonly bool _hasSignIn = options is not null;

    public Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(next);
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            return next(http);
        }

        var kind = ReadAddress.KindOf(http.Request.Path);
        var isStatusOpen = permissions.Reads.Anonymous != AnonymousReads.None;
        if (kind == ReadKind.Open || (isStatusOpen && kind is ReadKind.StatusPage or ReadKind.Status))
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
