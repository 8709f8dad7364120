namespace Imaginator.Tests.Shared;

/// <summary>Waits for what happens in its own time, for as long as the test may run.</summary>
internal static class Wait
{
    /// <summary>Looks again and again until something is so.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    /// <inheritdoc cref="UntilAsync(Func{bool})"/>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
