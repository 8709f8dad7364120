using Imaginator.Linux;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Trees;

/// <summary>Files that are in a tree only while commands run. They are recognized by their contents.</summary>
internal static class TemporaryFiles
{
    /// <summary>Removes a file unless something else is at its path by now.</summary>
    public static void RemoveIfUnchanged(TreeRoot tree, string path, byte[] contents)
    {
        if (IsUnchanged(tree, path, contents))
        {
            using var directory = tree.OpenParent(path, out var name);
            directory.Unlink(name);
        }
    }

    /// <summary>Whether a path names a regular file with these contents; a link does not count.</summary>
    public static bool IsUnchanged(TreeRoot tree, string path, byte[] contents)
    {
        try
        {
            using var directory = tree.OpenParent(path, out var name);
            if (directory.TryGetStatus(name) is not { Type: FileType.Regular } status || status.Size != contents.Length)
            {
                return false;
            }

            using var file = directory.OpenFile(name);
            var found = new byte[contents.Length];
            return RandomAccess.Read(file, found, 0) == contents.Length && found.AsSpan().SequenceEqual(contents);
        }
        catch (LinuxException e) when (e.Error is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
        {
            return false;
        }
    }
}
