using Imaginator.Building.Sessions;
using Imaginator.Files;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Logging;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Building.Publishing;

/// <summary>
/// Warns when an image loses extended attributes: Dominator's protocol cannot carry them, and programs without their file
/// capabilities fail much later, on machines.
/// </summary>
internal static class AttributeLoss
{
    /// <summary>Writes a warning to the build log if attributes of the image are lost.</summary>
    public static void Warn(BuildSession session, Image image, IImageUpload upload)
    {
        if ((upload.KeepsExtendedAttributes && !session.Request.ReturnImage) || image.FileSystem is not { } tree)
        {
            return;
        }

        var lost = tree.InodeTable.Where(inode => !inode.Value.ExtendedAttributes.IsDefaultOrEmpty)
            .Select(inode => inode.Key).ToHashSet();
        if (lost.Count > 0)
        {
            var example = TreePaths.Enumerate(tree).FirstOrDefault(entry => lost.Contains(entry.InodeNumber)).Path ?? "/";
            var others = lost.Count switch
            {
                1 => "",
                2 => " and 1 other file",
                _ => $" and {lost.Count - 1} other files",
            };
            session.Log.WriteLine(
                $"warning: the extended attributes (file capabilities) of {FileName.ToDisplay(example)}{others} are lost: "
                + (session.Request.ReturnImage ? "returned images cannot carry them" : "the image store cannot keep them"));
        }
    }
}
