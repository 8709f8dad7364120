using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Access.Sessions;

/// <summary>Answers the browser if a sign-in fails. Thread-safe.</summary>
internal interface ISignInAnswers
{
    /// <summary>Explains why the sign-in failed; the reason is a clause for people.</summary>
    Task FailAsync(HttpContext http, string reason);
}
