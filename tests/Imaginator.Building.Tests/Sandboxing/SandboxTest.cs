using System.Collections.Immutable;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Sandboxing.Users;

namespace Imaginator.Building.Tests.Sandboxing;

/// <summary>What the tests of the sandbox share: a root, a log, and short ways to run shell scripts.</summary>
public abstract class SandboxTest : IDisposable
{
    private protected static readonly ImmutableSortedDictionary<string, string> UsualEnvironment =
        ImmutableSortedDictionary.CreateRange(
            StringComparer.Ordinal, [KeyValuePair.Create("HOME", "/"), KeyValuePair.Create("PATH", "/bin")]);

    private protected BusyboxRoot Root { get; } = new();

    private protected RecordingLog Log { get; } = new();

    private protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private protected SandboxSettings Settings => new() { RootDirectory = Root.Path };

    public void Dispose()
    {
        Root.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The map of the ids of user namespaces; null for sandboxes without one.</summary>
    private protected virtual IdMap? Ids => TestIdMap.Instance;

    private protected Task<ISandbox> StartAsync(SandboxSettings? settings = null) =>
        new SandboxFactory(SandboxProgram.Path, TimeProvider.System, ids: Ids).StartAsync(settings ?? Settings, Cancelled);

    private protected static SandboxCommand Shell(string script, TimeSpan? timeout = null) => new()
    {
        Arguments = ["/bin/sh", "-c", script],
        Environment = UsualEnvironment,
        Timeout = timeout,
    };

    /// <summary>Runs a script in a sandbox of its own.</summary>
    private protected async Task<CommandResult> RunAsync(string script, SandboxSettings? settings = null)
    {
        await using var sandbox = await StartAsync(settings);
        return await sandbox.RunAsync(Shell(script), Log, Cancelled);
    }

    /// <summary>Runs a script in a sandbox of its own and returns what it printed.</summary>
    private protected async Task<string> PrintedByAsync(string script, SandboxSettings? settings = null)
    {
        var result = await RunAsync(script, settings);
        Assert.True(result.Succeeded, $"{result.Describe()}: {Log.Text}");
        return Log.Text;
    }
}
