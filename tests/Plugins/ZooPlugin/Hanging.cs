namespace Imaginator.TestPlugins;

/// <summary>Behaviours of methods, by name.</summary>
internal static class Hanging
{
    /// <summary>Never returns.</summary>
    public static void Block()
    {
        using var never = new ManualResetEventSlim();
        never.Wait();
    }

    /// <summary>Ends a call without a task in the way that a name says, with a result if the way has one.</summary>
    public static T End<T>(string way, T result)
    {
        switch (way)
        {
            case "throws":
                throw new InvalidOperationException("a\nbug");
            case "cancels":
                throw new OperationCanceledException("by itself");
            case "blocks":
                Block();
                break;
        }

        return result;
    }

    /// <summary>Ends in the way that a name says, with a result if the way has one.</summary>
    public static async Task<T> EndAsync<T>(string way, Func<T> result, CancellationToken cancellationToken)
    {
        switch (way)
        {
            case "throws":
                throw new InvalidOperationException("a\nbug");
            case "cancels":
                throw new OperationCanceledException("by itself");
            case "stops":
                await Task.Delay(Timeout.Infinite, cancellationToken);
                break;
            case "ignores":
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
                break;
            case "late":
                await LateCalls.WaitAsync();
                break;
            case "null":
                return default!;
        }

        return result();
    }
}
