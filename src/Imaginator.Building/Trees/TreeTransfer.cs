using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Trees;

/// <summary>
/// The common part of copying and appending: the walk through a tree of a manifest together with the matching directory of
/// the image, which is created if it is missing.
/// </summary>
internal static class TreeTransfer
{
    /// <summary>Passes everything in a tree except its directories to a function, together with its destination in the image.</summary>
    /// <param name="target">The directory of the image that the tree goes to; empty for the root.</param>
    /// <exception cref="ImaginatorException">An entry cannot be transferred; the message names it.</exception>
    public static void Run(
        TreeRoot manifest,
        string tree,
        TreeRoot image,
        string target,
        Action<Entry> transfer,
        CancellationToken cancellationToken)
    {
        using var source = manifest.OpenDirectory(tree);
        using var cursor = new TreeCursor(source, sorted: true);
        var destinationPath = target;
        var destination = Open(image, target, tree, "/");
        try
        {
            foreach (var (name, status) in cursor.Walk())
            {
                cancellationToken.ThrowIfCancellationRequested();
                var path = target + cursor.PathOf(name);
                if (status.Type == FileType.Directory)
                {
                    // Created even if it is empty.
                    destination.Dispose();
                    destinationPath = path;
                    destination = Open(image, path, tree, cursor.PathOf(name));
                    continue;
                }

                if (destinationPath != target + cursor.Path)
                {
                    destination.Dispose();
                    destinationPath = target + cursor.Path;
                    destination = Open(image, destinationPath, tree, cursor.Path);
                }

                try
                {
                    transfer(new Entry(cursor.Current, destination, name, image, path, status));
                }
                catch (Exception e) when (e is IOException or ImaginatorException)
                {
                    throw Failure(tree, cursor.PathOf(name), path, e);
                }
            }
        }
        finally
        {
            destination.Dispose();
        }
    }

    private static DirectoryHandle Open(TreeRoot image, string path, string tree, string sourcePath)
    {
        try
        {
            return ImagePaths.MakeDirectories(image, path);
        }
        catch (LinuxException e)
        {
            throw Failure(tree, sourcePath, path, e);
        }
    }

    private static ImaginatorException Failure(string tree, string sourcePath, string path, Exception e)
    {
        var cause = e switch
        {
            LinuxException { Error: Errno.ENOTDIR } => "part of the path is not a directory",
            LinuxException { Error: Errno.ELOOP } => "the symbolic links of the image in this path form a loop",
            LinuxException linux => linux.Error.Describe(),
            _ => e.Message,
        };
        return new ImaginatorException(
            $"cannot copy {tree}{FileName.ToDisplay(sourcePath)} of the manifest to {FileName.ToDisplay(path)} "
            + $"in the image: {cause}",
            e);
    }

    /// <summary>One entry of the tree and its destination in the image.</summary>
    /// <param name="Source">The directory of the manifest that it is in.</param>
    /// <param name="Destination">The directory of the image that it is copied to.</param>
    /// <param name="Name">Its name, here and there.</param>
    /// <param name="ImagePath">Its path in the image.</param>
    /// <param name="Status">Its status in the manifest.</param>
    internal readonly record struct Entry(
        DirectoryHandle Source,
        DirectoryHandle Destination,
        string Name,
        TreeRoot Image,
        string ImagePath,
        FileStatus Status);
}
