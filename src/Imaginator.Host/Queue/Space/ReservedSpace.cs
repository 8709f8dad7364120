using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;

namespace Imaginator.Host.Queue.Space;

/// <summary>
/// A file in the state directory that only uses space. When the disk is full, it is removed: databases need some space even to be
/// read, and the deletion of images needs space for its record. Thread-safe.
/// </summary>
internal sealed class ReservedSpace(string directory)
{
    private const string FileName = "reserved-space";
    private const long MaximumLength = 4L << 20;
    private const int MinimumShare = 20;

    private readonly string _path = Path.Combine(directory, FileName);

    /// <summary>Reserves space, unless it is reserved already or the disk is nearly full. Failures have no effect.</summary>
    public void TryReserve()
    {
        try
        {
            var space = FreeSpace.Of(directory);
            var length = Math.Min(MaximumLength, space.Total / MinimumShare);
            if (File.Exists(_path) || space.Free < 2 * length)
            {
                return;
            }

            using var file = new FileStream(_path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            FileHandles.Preallocate(file.SafeFileHandle, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next start of the daemon, or the end of the next shortage, tries it again.
            return;
        }
    }

    /// <summary>Frees the space if the disk is full.</summary>
    public void ReleaseIfFull()
    {
        try
        {
            if (FreeSpace.Of(directory).Free < MaximumLength / 4)
            {
                File.Delete(_path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A read-only file system has no use for it.
            return;
        }
    }

    /// <summary>Writes a file as a build does, and removes it.</summary>
    /// <returns>Why that is not possible; null if it is.</returns>
    public string? FindRefusal()
    {
        try
        {
            using var file = NamelessFile.Create(directory);
            file.Write(new byte[64 * 1024]);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"builds cannot write to \"{directory}\": {e.Clause()}";
        }
    }
}
