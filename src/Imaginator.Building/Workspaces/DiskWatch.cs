namespace Imaginator.Building.Workspaces;

/// <summary>The watch of a <see cref="DiskReserve"/> over one command of a build. Thread-safe.</summary>
/// <param name="directory">The directory of the build.</param>
/// <param name="bytesElsewhere">Measures the space that the build uses outside the directory, in bytes.</param>
internal sealed class DiskWatch(string directory, Func<long> bytesElsewhere) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>The directory of the build.</summary>
    public string Directory => directory;

    /// <summary>The space that the build uses outside the directory, in bytes.</summary>
    public long BytesElsewhere => bytesElsewhere();

    /// <summary>Cancelled when the command must stop.</summary>
    public CancellationToken MustStop => _stopping.Token;

    /// <summary>The reason for stopping it, as words that follow "because"; null if it is not stopped.</summary>
    public string? Reason { get; private set; }

    /// <summary>Stops the command, for a reason in words that follow "because".</summary>
    public void Stop(string reason)
    {
        Reason ??= reason;
        _stopping.Cancel();
    }

    // The token source stays usable, because a check may be in progress. Without timers or links, it has nothing to release.
    public void Dispose()
    {
    }
}
