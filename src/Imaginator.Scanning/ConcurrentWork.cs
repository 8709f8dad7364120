using System.Runtime.ExceptionServices;

namespace Imaginator.Scanning;

/// <summary>Work that is done together or not at all.</summary>
public static class ConcurrentWork
{
    /// <summary>Runs all parts at the same time. The first one that fails cancels the others, and its exception is the outcome.</summary>
    /// <param name="parts">The parts; each runs on the thread pool.</param>
    public static async Task RunAsync(
        IReadOnlyCollection<Func<CancellationToken, Task>> parts, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ExceptionDispatchInfo? failure = null;
        await Task.WhenAll(parts.Select(part => Task.Run(() => RunPartAsync(part), CancellationToken.None)));
        failure?.Throw();

        async Task RunPartAsync(Func<CancellationToken, Task> part)
        {
            try
            {
                await part(stop.Token);
            }
            catch (Exception e)
            {
                // Those that fail because others were first are not the cause.
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
                await stop.CancelAsync();
            }
        }
    }
}
