using Imaginator.Linux.Trees;

namespace Imaginator.Building.Unpacking;

/// <summary>
/// Opens the directories that things are made in. Consecutive files are mostly in the same directory: each
/// thread keeps the last one open. Thread-safe.
/// </summary>
internal sealed class ParentDirectories(TreeRoot root) : IDisposable
{
    private readonly ThreadLocal<(string Path, DirectoryHandle Handle)> _last = new(trackAllValues: true);

    /// <summary>The directory that something is in.</summary>
    /// <returns>The directory; valid on this thread until the next call.</returns>
    public DirectoryHandle Open(string path, out string name)
    {
        var slash = path.LastIndexOf('/');
        name = path[(slash + 1)..];
        var (lastPath, last) = _last.Value;
        if (last is not null && path.AsSpan(0, slash).SequenceEqual(lastPath))
        {
            return last;
        }

        var parent = path[..slash];
        var handle = root.OpenDirectory(parent);
        last?.Dispose();
        _last.Value = (parent, handle);
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
