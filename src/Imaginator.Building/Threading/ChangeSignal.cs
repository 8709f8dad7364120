namespace Imaginator.Building.Threading;

/// <summary>
/// Wakes all that wait for the next change of a state, any number of times. Thread-safe; the owner of the state reads
/// <see cref="Next"/> and calls <see cref="Raise"/> under the lock that guards the state, so that no change is missed.
/// </summary>
public sealed class ChangeSignal
{
    private TaskCompletionSource _next = Create();

    /// <summary>Completes with the next <see cref="Raise"/>; continuations run on other threads.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Wakes all waiters of the change that has happened.</summary>
    public void Raise() => Interlocked.Exchange(ref _next, Create()).TrySetResult();

    /// <summary>Cancels all waiters, because no change follows.</summary>
    public void Cancel() => Volatile.Read(ref _next).TrySetCanceled(CancellationToken.None);

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
