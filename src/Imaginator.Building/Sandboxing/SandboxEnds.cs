namespace Imaginator.Building.Sandboxing;

/// <summary>
/// The sandboxes of a build that have no further commands: they end in the background while the build continues. Disposal waits until all
/// of them have ended. Not thread-safe.
/// </summary>
internal sealed class SandboxEnds : IAsyncDisposable
{
    private readonly List<Task> _ends = [];

    /// <summary>Ends a sandbox in the background.</summary>
    public void Begin(ISandbox sandbox) => _ends.Add(Task.Run(async () => await sandbox.DisposeAsync()));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_ends);
}
