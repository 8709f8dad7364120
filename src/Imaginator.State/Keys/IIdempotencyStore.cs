using Imaginator.State.Builds;

namespace Imaginator.State.Keys;

/// <summary>
/// Idempotency keys of orders. A daemon reserves a key, and the queue completes it with the build in one transaction. Thread-safe. Members
/// throw <see cref="StateException"/>.
/// </summary>
public interface IIdempotencyStore
{
    /// <summary>Reserves a key for a time, unless another order has it.</summary>
    ValueTask<KeyReservation> ReserveAsync(KeyOrder order, CancellationToken cancellationToken);

    /// <summary>Completes a reserved key where the queue does not do it. False if the reservation has ended.</summary>
    ValueTask<bool> CompleteAsync(string caller, string key, Guid reservation, BuildId build, CancellationToken cancellationToken);

    /// <summary>Gives a reservation back, because the order was refused.</summary>
    ValueTask ReleaseAsync(string caller, string key, Guid reservation, CancellationToken cancellationToken);

    /// <summary>Deletes the keys that no order can meet any more. Returns their number.</summary>
    ValueTask<int> TrimAsync(CancellationToken cancellationToken);
}
