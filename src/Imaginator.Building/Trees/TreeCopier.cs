using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Building.Trees;

/// <summary>Copies a tree of a manifest (<c>files</c>, <c>post-install-files</c>, …) into an image.</summary>
/// <remarks>
/// <para>
/// Directories are resolved as the image sees them: with <c>/var/run -> /run</c> in the image, <c>files/var/run/x</c>
/// becomes the image's <c>/run/x</c>. A link at the last name is replaced, not written through: otherwise
/// <c>files/etc/localtime</c> would change a file of the time zone package. Only a directory, or for files also a link
/// to one, is never replaced.
/// </para>
/// <para>
/// A regular file keeps its permission bits and is owned by root. One that is like this already is left alone, mtime
/// included; one that differs only in mode or owner keeps its mtime.
/// </para>
/// </remarks>
internal static class TreeCopier
{
    /// <summary>Copies a tree.</summary>
    /// <param name="target">The directory of the image that the tree goes to, without a slash at its end.</param>
    /// <param name="cancellationToken">Stops the copy half-way; no file is half-written.</param>
    /// <exception cref="ImaginatorException">Something cannot be copied; the message names it.</exception>
    public static void Copy(
        TreeRoot manifest, string tree, TreeRoot image, string target, CancellationToken cancellationToken) =>
        TreeTransfer.Run(manifest, tree, image, target, entry =>
        {
            switch (entry.Status.Type)
            {
                case FileType.Regular:
                    CopyFile(entry, cancellationToken);
                    break;
                case FileType.SymbolicLink:
                    CopyLink(entry);
                    break;
                default:
                    throw new ImaginatorException("only directories, regular files and symbolic links can be copied");
            }
        }, cancellationToken);

    private static void CopyFile(TreeTransfer.Entry entry, CancellationToken cancellationToken)
    {
        var permissions = entry.Status.Mode & FileModes.PermissionBits;
        using var contents = entry.Source.OpenFile(entry.Name);
        FileStatus? modificationTime = null;
        switch (entry.Destination.TryGetStatus(entry.Name))
        {
            case { Type: FileType.Directory }:
                throw DirectoryInTheWay();
            case { Type: FileType.SymbolicLink } when LeadsToDirectory(entry):
                throw new ImaginatorException("the path in the image is a link to a directory; copy into that directory");
            case { Type: FileType.Regular } old when HasContents(entry, contents, cancellationToken):
                if (old is { Uid: 0, Gid: 0 } && (old.Mode & FileModes.PermissionBits) == permissions)
                {
                    return;
                }

                modificationTime = old;
                break;
        }

        FileReplacement.WriteFile(
            entry.Destination,
            entry.Name,
            permissions,
            file => FileContents.Copy(contents, file, 0, long.MaxValue, cancellationToken),
            modificationTime: modificationTime);
    }

    private static void CopyLink(TreeTransfer.Entry entry)
    {
        var target = entry.Source.ReadSymbolicLink(entry.Name);
        var old = entry.Destination.TryGetStatus(entry.Name)?.Type;
        if (old == FileType.Directory)
        {
            throw DirectoryInTheWay();
        }

        if (old != FileType.SymbolicLink || entry.Destination.ReadSymbolicLink(entry.Name) != target)
        {
            FileReplacement.MakeLink(entry.Destination, entry.Name, target);
        }
    }

    private static bool HasContents(
        TreeTransfer.Entry entry, SafeFileHandle contents, CancellationToken cancellationToken)
    {
        using var old = entry.Destination.OpenFile(entry.Name);
        return FileContents.AreEqual(contents, old, cancellationToken);
    }

    private static bool LeadsToDirectory(TreeTransfer.Entry entry)
    {
        try
        {
            using var directory = entry.Image.TryOpenDirectory(entry.ImagePath);
            return directory is not null;
        }
        catch (LinuxException e) when (e.Error is Errno.ENOTDIR or Errno.ELOOP)
        {
            return false;
        }
    }

    private static ImaginatorException DirectoryInTheWay() =>
        new("the path in the image is a directory; remove it in a script first, or choose another name");
}
