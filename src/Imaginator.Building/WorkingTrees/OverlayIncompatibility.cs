using Imaginator.Images;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.WorkingTrees;

/// <summary>
/// Contents of an image that a lower layer of an overlay cannot show, because overlays use them internally. An image that
/// contains layers of containers has them.
/// </summary>
internal static class OverlayIncompatibility
{
    private const string OverlayAttributes = "trusted.overlay.";

    /// <summary>Finds such contents.</summary>
    /// <returns>The description of the contents; null if the image has none.</returns>
    public static string? Find(FileSystemTree tree)
    {
        if (HasOverlayAttribute(tree.Root))
        {
            return Attribute;
        }

        foreach (var inode in tree.InodeTable.Values)
        {
            if (inode is SpecialInode { Rdev: 0 } special
                && (FileType)(special.Mode & (uint)FileType.Mask) == FileType.CharacterDevice)
            {
                return "a character device 0:0, which hides files in overlays";
            }

            if (HasOverlayAttribute(inode))
            {
                return Attribute;
            }
        }

        return null;
    }

    private const string Attribute = "an extended attribute of overlays (trusted.overlay)";

    private static bool HasOverlayAttribute(Inode inode)
    {
        foreach (var attribute in inode.ExtendedAttributes)
        {
            if (attribute.Name.StartsWith(OverlayAttributes, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
