using System.Runtime.ExceptionServices;

namespace Imaginator;

/// <summary>Parallel loops whose failure is that of an item.</summary>
public static class ParallelLoop
{
    /// <summary>
    /// Does an action for each item on several threads. If actions fail, rethrows the exception of one of them: callers handle
    /// exceptions by their types.
    /// </summary>
    /// <exception cref="OperationCanceledException">The options have a cancelled token.</exception>
    public static void ForEach<T>(IEnumerable<T> items, ParallelOptions options, Action<T> action)
    {
        try
        {
            Parallel.ForEach(items, options, action);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
