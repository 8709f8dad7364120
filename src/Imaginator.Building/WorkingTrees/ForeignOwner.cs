using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Linux.Trees;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Building.WorkingTrees;

/// <summary>Owners of files that the user namespaces of builds do not have.</summary>
internal static class ForeignOwner
{
    /// <summary>Checks the owners of all files of an image.</summary>
    /// <exception cref="ImaginatorException">An owner or group is too high; the message names the file.</exception>
    public static void Refuse(string imageName, FileSystemTree tree)
    {
        if (IsForeign(tree.Root))
        {
            throw Failure(imageName, "/", tree.Root);
        }

        foreach (var (number, inode) in tree.InodeTable)
        {
            if (IsForeign(inode))
            {
                throw Failure(imageName, TreePaths.Enumerate(tree).First(found => found.InodeNumber == number).Path, inode);
            }
        }
    }

    private static bool IsForeign(Inode inode) => inode.Uid >= IdShift.Count || inode.Gid >= IdShift.Count;

    private static ImaginatorException Failure(string imageName, string path, Inode inode) => new(
        $"source image \"{imageName}\" cannot be built on: {FileName.ToDisplay(path)} belongs to user {inode.Uid} and group {inode.Gid}; "
        + $"a build can have ids up to {IdShift.Count - 1}");
}
