namespace Imaginator.Building.Workspaces;

/// <summary>The watch of a <see cref="DiskReserve"/> over one command of a build. Thread-safe.</summary>
/// <param name="directory">The build's directory, in which it grows.</param>
internal sealed class DiskWatch(string directory) : IDisposable
{
    private readonly CancellationTokenSource _condemned = new();

    /// <summary>The build's directory, in which it grows.</summary>
    public string Directory => directory;

    /// <summary>Cancelled when the command has to go.</summary>
    public CancellationToken MustGo => _condemned.Token;

    /// <summary>Why it has to go; null if it has not.</summary>
    public string? Reason { get; private set; }

    /// <summary>Has the command go.</summary>
    /// <param name="reason">Why, in words that follow "because".</param>
    public void Condemn(string reason)
    {
        Reason ??= reason;
        _condemned.Cancel();
    }

    // The source stays usable: a look may be under way. Without timers or links, it holds nothing to be released.
    public void Dispose()
    {
    }
}
