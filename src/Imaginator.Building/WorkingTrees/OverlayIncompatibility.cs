using Imaginator.Images;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.WorkingTrees;

/// <summary>
/// Contents of an image that a lower layer of an overlay cannot show, because overlays use them internally. An image that
/// contains layers of containers has them.
/// </summary>
internal static class OverlayIncompatibility
{
    /// <summary>Finds such contents.</summary>
    /// <returns>The description of the contents; null if the image has none.</returns>
    public static string? Find(FileSystemTree tree) => tree.InodeTable.Values.Any(IsWhiteout)
        ? "a character device 0:0, which hides files in overlays"
        : null;

    private static bool IsWhiteout(Inode inode) => inode is SpecialInode { Rdev: 0 } special
        && (FileType)(special.Mode & (uint)FileType.Mask) == FileType.CharacterDevice;
}
