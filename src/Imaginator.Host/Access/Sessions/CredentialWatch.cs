using Imaginator.Host.Access.Tokens;
using Imaginator.Host.Queue.Requests;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Access.Sessions;

/// <summary>
/// Ends responses that last as long as a build when the credential of their request is no longer valid: they must not show later output to
/// a revoked token or an ended session. Thread-safe.
/// </summary>
/// <param name="ended">The sessions that ended before their time; null if people cannot sign in.</param>
internal sealed class CredentialWatch(TokenStore tokens, TimeProvider timeProvider, EndedSessions? ended = null)
{
    /// <summary>The time between two looks at a credential.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Watches the credential of a request until the result is disposed of; null for a request without a token and without a session.
    /// </summary>
    public IDisposable? Watch(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (http.Features.Get<WebIdentity>() is not { } identity)
        {
            return null;
        }

        var expiresAt = identity.Kind == AuthenticationKind.Session ? EndOf(http) : null;
        return new Watched(() => IsValid(identity, expiresAt), http, timeProvider);
    }

    // Not in the other method: a daemon without sign-in does not load the library.
    private static DateTimeOffset? EndOf(HttpContext http) =>
        http.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc;

    private bool IsValid(WebIdentity identity, DateTimeOffset? expiresAt) => identity.Kind switch
    {
        AuthenticationKind.Token => tokens.IsValid(identity.TokenId),
        AuthenticationKind.Session => ended?.Contains(identity.SessionId) is not true
            && (expiresAt is not { } end || end > timeProvider.GetUtcNow()),
        _ => true,
    };

    private sealed class Watched : IDisposable
    {
        private readonly Lock _lock = new();
        private readonly Func<bool> _isValid;
        private readonly HttpContext _http;
        private readonly ITimer _timer;
        private bool _hasEnded;

        public Watched(Func<bool> isValid, HttpContext http, TimeProvider timeProvider)
        {
            (_isValid, _http) = (isValid, http);
            _timer = timeProvider.CreateTimer(_ => Look(), null, Interval, Interval);
        }

        public void Dispose()
        {
            lock (_lock)
            {
                _hasEnded = true;
            }

            _timer.Dispose();
        }

        // After its end, the context of a request can be that of another one.
        private void Look()
        {
            lock (_lock)
            {
                if (!_hasEnded && !_isValid())
                {
                    _hasEnded = true;
                    _http.Abort();
                }
            }
        }
    }
}
