using Imaginator.Host.Access;
using Imaginator.Host.Access.Sessions;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Rpc.Access;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Console;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Entry;

/// <summary>Identifies the readers of pages, with their addresses to sign in and out.</summary>
/// <param name="options">The sign-in of people; null for none.</param>
internal sealed class Visitors(WebCallers callers, Permissions permissions, AntiForgery forms, SignInOptions? options = null) : IVisitors
{
    public Visitor Of(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var caller = callers.ReaderOf(http);
        var isSession = caller.Authentication == AuthenticationKind.Session;

        // Browsers send cookies to all ports of a host: sessions of the port of the daemon count on that of images.
        var hasSignIn = options is not null && http.Features.Get<ImagesOnlyPort>() is null;
        return new Visitor
        {
            Name = caller.UserName,
            SeesSite = caller.Authentication == AuthenticationKind.None || permissions.MayReadAll(caller),
            SignInAddress = hasSignIn && !isSession ? SignInAddressOf(http.Request) : null,
            SignOutAddress = hasSignIn && isSession ? EntryAddress.SignOut : null,
            FormField = AntiForgery.FieldName,
            FormToken = forms.TokenFor(http),
        };
    }

    // Back to the page, unless it is not one to come back to.
    private static string SignInAddressOf(HttpRequest request) => EntryAddress.OfSignIn(
        HttpMethods.IsGet(request.Method) && request.Path != EntryAddress.SignedOut && request.Path != EntryAddress.SignIn
            ? request.Path.ToUriComponent() + request.QueryString.ToUriComponent()
            : PageAddress.Status);
}
