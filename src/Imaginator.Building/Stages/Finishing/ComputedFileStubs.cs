using System.Collections.Immutable;
using Imaginator.Building.Scanning;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Imaginator.Scanning;

namespace Imaginator.Building.Stages.Finishing;

/// <summary>
/// The computed files of a tree that is not packed: empty files with time 0, as in an unpacked image. Machines get their
/// contents from elsewhere, and no output has what the build wrote there.
/// </summary>
internal static class ComputedFileStubs
{
    private const string Missing = "the file does not exist in the image; create it, or remove it from the computed files";

    /// <summary>Empties the computed files.</summary>
    /// <exception cref="ScanException">A computed file does not exist or is not a regular file; the message lists all of them.</exception>
    public static void Install(TreeRoot image, ImmutableArray<ComputedFile> files)
    {
        var faults = new List<string>();
        foreach (var path in files.Select(file => file.Path))
        {
            try
            {
                using var parent = image.OpenParent(path, out var name);
                switch (parent.TryGetStatus(name))
                {
                    case { Type: FileType.Regular, LinkCount: 1 }:
                        break;
                    case { Type: FileType.Regular } status:
                        faults.Add($"{path}: the file has {status.LinkCount} names (hard links); a computed file must have one");
                        continue;
                    case null:
                        faults.Add($"{path}: {Missing}");
                        continue;
                    default:
                        faults.Add($"{path}: the file is not a regular file");
                        continue;
                }

                using var file = parent.OpenFileForWriting(name);
                RandomAccess.SetLength(file, 0);
                FileHandles.SetModificationTime(file, 0, 0);
            }
            catch (LinuxException e) when (e.Error is Errno.ENOENT or Errno.ENOTDIR)
            {
                faults.Add($"{path}: {Missing}");
            }
        }

        if (faults.Count > 0)
        {
            throw new ScanException("cannot put the computed files into the tree:\n" + string.Join('\n', faults));
        }
    }
}
