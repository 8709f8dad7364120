using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Imaginator.Scanning.Filtering;

namespace Imaginator.Building.Trees;

/// <summary>Removes files that must not be packed from an image.</summary>
internal static class ImageCleaner
{
    // No program can use a longer path (PATH_MAX), so that longer paths are not cleaned.
    private const int MaximumPathLength = 4096;

    /// <summary>Removes everything below <c>/tmp</c>, but not the directory.</summary>
    /// <param name="image">The image. If its <c>/tmp</c> is a link, the directory that it leads to is emptied.</param>
    /// <exception cref="ImaginatorException">Something cannot be removed.</exception>
    public static void EmptyTemporaryDirectory(TreeRoot image, CancellationToken cancellationToken)
    {
        using var directory = TryOpenTemporaryDirectory(image);
        if (directory is not null)
        {
            if (directory.GetStatus().InodeNumber == image.Directory.GetStatus().InodeNumber)
            {
                throw new ImaginatorException(
                    "cannot empty /tmp of the image: it is a link to the root directory; make it a directory");
            }

            TreeRemover.RemoveContents(directory, cancellationToken);
        }
    }

    /// <summary>Removes what matches the clean patterns of the packager; a directory is removed with its contents.</summary>
    /// <exception cref="ImaginatorException">Something cannot be removed.</exception>
    /// <exception cref="LinuxException">A directory cannot be read.</exception>
    public static void RemoveMatching(TreeRoot image, PathFilter filter, CancellationToken cancellationToken)
    {
        using var cursor = new TreeCursor(image.Directory, sorted: false);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (cursor.TryNext(out var name))
            {
                var path = cursor.PathOf(name);
                if (filter.IsMatch(path))
                {
                    TreeRemover.Remove(cursor.Current, name, cancellationToken);
                }
                else if (path.Length <= MaximumPathLength && filter.MayMatchBelow(path) && IsDirectoryHere(cursor.Current, name))
                {
                    TryEnter(cursor, name);
                }
            }
            else if (cursor.Depth == 0)
            {
                return;
            }
            else
            {
                cursor.Leave();
            }
        }
    }

    private static void TryEnter(TreeCursor cursor, string name)
    {
        try
        {
            cursor.Enter(name);
        }
        catch (LinuxException e) when (e.Error == Errno.EXDEV)
        {
            // A mount point: what is mounted there is not part of the image.
            return;
        }
    }

    private static bool IsDirectoryHere(DirectoryHandle parent, string name) =>
        parent.TryGetStatus(name)?.Type == FileType.Directory;

    private static DirectoryHandle? TryOpenTemporaryDirectory(TreeRoot image)
    {
        try
        {
            return image.TryOpenDirectory("/tmp");
        }
        catch (LinuxException e) when (e.Error is Errno.ENOTDIR or Errno.ELOOP)
        {
            return null;
        }
    }
}
