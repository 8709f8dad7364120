using Imaginator.Files;

namespace Imaginator.Plugins.GitSource.Mirrors;

/// <summary>
/// Locks a mirror against other threads and processes. Disposal or the end of the process releases the lock.
/// </summary>
internal sealed class MirrorLock : IDisposable
{
    // EWOULDBLOCK of flock(2), with which the runtime implements FileShare.None.
    private const int HeldByAnother = 11;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(25);

    private readonly FileStream _file;

    private MirrorLock(FileStream file) => _file = file;

    /// <summary>Waits for the lock. Calls <paramref name="onWait"/> once if another fetch holds the lock.</summary>
    public static async Task<MirrorLock> AcquireAsync(
        string path, Action onWait, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            UnixCreateMode = (UnixFileMode)FileModes.Mode0600,
        };
        ForeignFile.RemoveUnlessFile(path);
        for (var hasWaited = false; ; hasWaited = true)
        {
            try
            {
                return new MirrorLock(new FileStream(path, options));
            }
            catch (IOException exception) when (exception.HResult == HeldByAnother)
            {
                if (!hasWaited)
                {
                    onWait();
                }
            }

            await Task.Delay(PollInterval, timeProvider, cancellationToken);
        }
    }

    public void Dispose() => _file.Dispose();
}
