using System.Collections.Immutable;

namespace Imaginator.State.Deliveries;

/// <summary>
/// Messages to receivers. An end of a build becomes messages once, and a claim keeps two leaders from sending one message. Thread-safe.
/// Members throw <see cref="StateException"/>.
/// </summary>
public interface IDeliveryStore
{
    /// <summary>Reads ends of builds that are not announced, in order.</summary>
    ValueTask<ImmutableArray<BuildEnd>> ReadEndsAsync(int count, CancellationToken cancellationToken);

    /// <summary>Adds messages; those that it has already, by message and receiver, are left out.</summary>
    /// <param name="end">The end that they announce, which is then announced; null for none.</param>
    /// <param name="deliveries">The messages.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask AddAsync(long? end, IReadOnlyList<NewDelivery> deliveries, CancellationToken cancellationToken);

    /// <summary>Claims the next message that is due for a receiver, for a time; null for none.</summary>
    ValueTask<ClaimedDelivery?> ClaimAsync(string receiver, TimeSpan claim, CancellationToken cancellationToken);

    /// <summary>Saves an attempt.</summary>
    /// <param name="id">The delivery.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="nextAt">The time of the next attempt; null if none follows.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask RecordAsync(long id, DeliveryAttempt attempt, DateTimeOffset? nextAt, CancellationToken cancellationToken);

    /// <summary>Ends messages whose time for attempts has passed. Returns their number.</summary>
    ValueTask<int> GiveUpAsync(string reason, CancellationToken cancellationToken);

    /// <summary>Sends a message again. False if the store does not have it, or it waits.</summary>
    ValueTask<bool> ReplayAsync(long id, TimeSpan attempts, CancellationToken cancellationToken);

    /// <summary>Notes that the expiration of an image is announced. False if it was before.</summary>
    ValueTask<bool> TryAnnounceExpirationAsync(string image, DateTimeOffset expiresAt, CancellationToken cancellationToken);
}
