using Imaginator.Files;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Trees;

/// <summary>
/// Appends the files of an <c>.append</c> tree of a manifest to the files of the same path in an image; a missing
/// file is created with the mode of the source.
/// </summary>
/// <remarks>
/// The path is resolved as the image sees it, including a link at its end: the appended file is the one that the image reads
/// under that name. The file keeps its mode and owner. It is written as a new file and renamed, so that other
/// names of the file keep the old contents.
/// </remarks>
internal static class TreeAppender
{
    /// <summary>Appends a tree.</summary>
    /// <param name="cancellationToken">Stops half-way; no file is half-written.</param>
    /// <exception cref="ImaginatorException">Something cannot be appended; the message names it.</exception>
    public static void Append(TreeRoot manifest, string tree, TreeRoot image, CancellationToken cancellationToken) =>
        TreeTransfer.Run(manifest, tree, image, target: "", entry =>
        {
            if (entry.Status.Type != FileType.Regular)
            {
                throw new ImaginatorException("only regular files can be appended");
            }

            AppendFile(entry, cancellationToken);
        }, cancellationToken);

    private static void AppendFile(TreeTransfer.Entry entry, CancellationToken cancellationToken)
    {
        using var addition = entry.Source.OpenFile(entry.Name);
        using var directory = ImagePaths.MakeTargetParent(entry.Image, entry.ImagePath, out var name);
        switch (directory.TryGetStatus(name))
        {
            case null:
                FileReplacement.WriteFile(
                    directory,
                    name,
                    entry.Status.Mode & FileModes.PermissionBits,
                    file => FileContents.Copy(addition, file, 0, long.MaxValue, cancellationToken));
                break;
            case { Type: FileType.Regular } old:
                if (entry.Status.Size > 0)
                {
                    using var oldContents = directory.OpenFile(name);
                    FileReplacement.WriteFile(directory, name, old.Mode & FileModes.PermissionBits, file =>
                    {
                        var length = FileContents.Copy(oldContents, file, 0, long.MaxValue, cancellationToken);
                        FileContents.Copy(addition, file, length, long.MaxValue, cancellationToken);
                    }, owner: old);
                }

                break;
            default:
                throw new ImaginatorException("the file in the image is not a regular file");
        }
    }
}
