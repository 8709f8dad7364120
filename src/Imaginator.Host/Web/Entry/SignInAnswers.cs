using Imaginator.Host.Access.Sessions;
using Imaginator.Host.Web.Failures;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Entry;

/// <summary>Shows why a sign-in failed, as a page.</summary>
internal sealed class SignInAnswers : ISignInAnswers
{
    public Task FailAsync(HttpContext http, string reason) =>
        new WebFailure(StatusCodes.Status403Forbidden, "Sign in", reason).ExecuteAsync(http);
}
