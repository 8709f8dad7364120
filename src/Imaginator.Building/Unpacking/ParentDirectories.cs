using Imaginator.Linux.Trees;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Building.Unpacking;

/// <summary>
/// Opens the directories that things are made in. Consecutive files are mostly in the same directory: each
/// thread keeps the last one open. Thread-safe.
/// </summary>
internal sealed class ParentDirectories(TreeRoot root) : IDisposable
{
    private readonly ThreadLocal<(PathNode Path, DirectoryHandle Handle)> _last = new(trackAllValues: true);

    /// <summary>Opens a directory.</summary>
    /// <returns>The directory; valid on this thread until the next call.</returns>
    public DirectoryHandle Open(PathNode path)
    {
        var (lastPath, last) = _last.Value;
        if (last is not null && ReferenceEquals(path, lastPath))
        {
            return last;
        }

        var handle = root.OpenDirectory(path.ToString());
        last?.Dispose();
        _last.Value = (path, handle);
        return handle;
    }

    public void Dispose()
    {
        foreach (var (_, handle) in _last.Values)
        {
            handle?.Dispose();
        }

        _last.Dispose();
    }
}
