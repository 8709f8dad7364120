using System.Reflection;

namespace Imaginator.Testing.Tests;

/// <summary>Runs single tests of a suite against a plugin with a seeded fault.</summary>
internal static class SuiteRun
{
    // The beginning of the message with which xunit skips a running test.
    private const string Skipped = "$XunitDynamicSkip$";

    /// <summary>Runs a test, which must fail, and disposes of the suite.</summary>
    /// <param name="suite">The suite.</param>
    /// <param name="test">The name of the test.</param>
    public static async Task RequireFailureAsync(object suite, string test)
    {
        var failure = await Record.ExceptionAsync(() => RunAsync(suite, test));
        await DisposeAsync(suite);

        Assert.True(failure is not null, $"{test} does not notice the fault");
        Assert.DoesNotContain(Skipped, failure.Message, StringComparison.Ordinal);
    }

    private static Task RunAsync(object suite, string test)
    {
        var method = suite.GetType().GetMethod(test) ?? throw new ArgumentException($"the suite has no test {test}", nameof(test));
        return method.Invoke(suite, BindingFlags.DoNotWrapExceptions, null, null, null) as Task ?? Task.CompletedTask;
    }

    private static async Task DisposeAsync(object suite)
    {
        switch (suite)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync();
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }
    }
}
