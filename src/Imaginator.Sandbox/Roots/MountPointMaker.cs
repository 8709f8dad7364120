using Imaginator.Linux;
using Imaginator.Linux.Mounts;
using Imaginator.Linux.Trees;

namespace Imaginator.Sandbox.Roots;

/// <summary>Finds or creates the directories to mount on, and tracks the created ones.</summary>
internal sealed class MountPointMaker(TreeRoot tree)
{
    private const uint Permissions = 0x1ED; // 0755

    private readonly List<string> _made = [];

    /// <summary>Opens a directory at the top of the tree and creates it if it is missing. Links are refused.</summary>
    /// <exception cref="LinuxException">
    /// The name is a symbolic link or another file that is not a directory.
    /// </exception>
    public MountPoint MakeTop(string name)
    {
        var existing = tree.Directory.TryGetStatus(name);
        if (existing is null)
        {
            tree.Directory.MakeDirectory(name, Permissions);
            _made.Add("/" + name);
        }
        else if (existing.Value.Type != FileType.Directory)
        {
            throw new LinuxException($"mount (the image's /{name} is not a directory)", "/" + name, Errno.ENOTDIR);
        }

        return MountPoint.Open(tree.Directory, name);
    }

    /// <summary>Opens a directory anywhere in the tree and creates it and its parents if they are missing.</summary>
    /// <param name="path">The path of the directory; links are resolved inside the tree.</param>
    public MountPoint Make(string path)
    {
        using var directory = MakeDirectory(path);
        return MountPoint.Open(directory);
    }

    /// <inheritdoc cref="Make"/>
    public DirectoryHandle MakeDirectory(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var length = 1; length <= parts.Length; length++)
        {
            var partial = "/" + string.Join('/', parts[..length]);
            using var existing = tree.TryOpenDirectory(partial);
            if (existing is null)
            {
                using var parent = tree.OpenParent(partial, out var name);
                parent.MakeDirectory(name, Permissions);
                _made.Add(partial);
            }
        }

        return tree.OpenDirectory(path);
    }

    /// <summary>Removes the created directories that are empty.</summary>
    public void RemoveMade(Predicate<string> selected)
    {
        for (var i = _made.Count - 1; i >= 0; i--)
        {
            if (selected(_made[i]))
            {
                Remove(_made[i]);
                _made.RemoveAt(i);
            }
        }
    }

    private void Remove(string path)
    {
        try
        {
            using var parent = tree.OpenParent(path, out var name);
            parent.RemoveDirectory(name);
        }
        catch (LinuxException e) when (e.Error is Errno.ENOENT or Errno.ENOTDIR or Errno.ENOTEMPTY or Errno.EEXIST)
        {
            // A command created or removed a file there, so it belongs to the contents of the image.
        }
    }
}
