using Imaginator.Building.Builds;
using Imaginator.Building.Scanning;
using Imaginator.Files;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Logging;

namespace Imaginator.Building.Publishing;

/// <summary>
/// Says so when an image loses extended attributes on its way: Dominator's protocol has no place for them, and programs whose
/// file capabilities are gone fail much later, on machines.
/// </summary>
internal static class AttributeLoss
{
    /// <summary>Writes a line to the build log where there is something to lose.</summary>
    /// <param name="session">The build.</param>
    /// <param name="image">What was packed.</param>
    /// <param name="upload">Where it goes.</param>
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
            var others = lost.Count > 1 ? $" and {lost.Count - 1} more" : "";
            session.Log.WriteLine(
                $"warning: the extended attributes (file capabilities) of {FileName.ToDisplay(example)}{others} are lost: "
                + (session.Request.ReturnImage ? "images that are returned have no place for them" : "the image server has no place for them"));
        }
    }
}
