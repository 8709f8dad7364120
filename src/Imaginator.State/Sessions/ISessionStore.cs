using System.Collections.Immutable;

namespace Imaginator.State.Sessions;

/// <summary>Sign-in sessions that have ended, and the keys of all sessions. Thread-safe. Members throw <see cref="StateException"/>.</summary>
public interface ISessionStore
{
    /// <summary>Whether a session has ended before its expiration.</summary>
    ValueTask<bool> HasEndedAsync(string session, CancellationToken cancellationToken);

    /// <summary>Ends a session for every daemon.</summary>
    /// <param name="session">The id of the session.</param>
    /// <param name="until">The expiration of the session, after which the store forgets it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask EndAsync(string session, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Reads the keys of sessions.</summary>
    ValueTask<ImmutableArray<SessionKey>> ReadKeysAsync(CancellationToken cancellationToken);

    /// <summary>Adds a key, or replaces the one of its name.</summary>
    ValueTask SaveKeyAsync(SessionKey key, CancellationToken cancellationToken);
}
