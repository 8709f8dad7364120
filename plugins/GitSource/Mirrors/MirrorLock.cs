namespace Imaginator.Plugins.GitSource.Mirrors;

/// <summary>Keeps a mirror to one fetch at a time, of whatever thread or process. Released by disposal or by death.</summary>
internal sealed class MirrorLock : IDisposable
{
    // EWOULDBLOCK of flock(2), by which the runtime keeps FileShare.None.
    private const int HeldByAnother = 11;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(25);

    private readonly FileStream _file;

    private MirrorLock(FileStream file) => _file = file;

    /// <summary>Waits for the lock.</summary>
    /// <param name="path">The file that stands for it; it is made where missing and stays.</param>
    /// <param name="onWait">Called once if another fetch has the lock.</param>
    /// <param name="timeProvider">Paces the attempts.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The lock.</returns>
    public static async Task<MirrorLock> AcquireAsync(
        string path, Action onWait, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        for (var waited = false; ; waited = true)
        {
            try
            {
                return new MirrorLock(new FileStream(path, options));
            }
            catch (IOException exception) when (exception.HResult == HeldByAnother)
            {
                if (!waited)
                {
                    onWait();
                }
            }

            await Task.Delay(PollInterval, timeProvider, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
