using Imaginator.Linux;
using Imaginator.Linux.Trees;

namespace Imaginator.Scanning.Directories;

/// <summary>
/// A directory that a walk is in or above: open, or closed until the walk comes back, so that the number of open directories
/// does not depend on the depth of the tree. Not thread-safe.
/// </summary>
/// <param name="tree">The tree, which stays the caller's.</param>
/// <param name="path">The path of the directory in the tree.</param>
/// <param name="handle">The open directory; it belongs to this.</param>
internal sealed class WalkedHandle(TreeRoot tree, string path, DirectoryHandle handle) : IDisposable
{
    private DirectoryHandle? _handle = handle;
    private FileStatus _closed;

    /// <summary>The open directory, valid until <see cref="Close"/>.</summary>
    public DirectoryHandle Open => _handle ??= Reopen();

    /// <summary>The path of a name in the directory.</summary>
    public string PathOf(string name) => path + "/" + name;

    /// <summary>Opens a subdirectory.</summary>
    public WalkedHandle Enter(string name) => new(tree, PathOf(name), Open.OpenDirectory(name));

    /// <summary>Closes the directory until it is used again.</summary>
    public void Close()
    {
        if (_handle is not null)
        {
            _closed = _handle.GetStatus();
            _handle.Dispose();
            _handle = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle?.Dispose();

    private DirectoryHandle Reopen()
    {
        var opened = tree.OpenDirectory(path);
        try
        {
            var status = opened.GetStatus();
            return (status.Device, status.InodeNumber) == (_closed.Device, _closed.InodeNumber)
                ? opened
                : throw new LinuxException("openat2 (another directory than before)", path, Errno.ENOENT);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }
}
