using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Linux.Trees;
using Imaginator.Scanning.Directories;

namespace Imaginator.Scanning.Overlays;

/// <summary>
/// An overlay as a scan by difference sees it: the lower layer is known, because it is the unpacked tree of an image; the
/// upper layer says what has changed; and the overlay itself shows the present tree.
/// </summary>
internal sealed class OverlayLayers
{
    private readonly HashSet<ulong> _severalNames;
    private readonly bool _someLinksChanged;

    /// <summary>Describes an overlay.</summary>
    /// <param name="merged">What the overlay shows.</param>
    /// <param name="upper">Its upper layer.</param>
    /// <param name="work">The directory that the kernel uses for it.</param>
    /// <param name="source">The image of its lower layer.</param>
    /// <param name="earlier">An earlier description of the same overlay: what does not change is not computed again.</param>
    public OverlayLayers(
        TreeRoot merged, DirectoryHandle upper, DirectoryHandle work, FileSystemTree source, OverlayLayers? earlier = null)
    {
        Merged = merged;
        Upper = TreeRoot.OfImage(upper);
        Source = earlier?.Source ?? SourceInodes.Sorted(source);
        _severalNames = earlier?._severalNames ?? FindSeveralNames(Source);
        _someLinksChanged = _severalNames.Count > 0 && HasIndexedFiles(work);
    }

    public TreeRoot Merged { get; }

    /// <summary>The upper layer. Not disposed of: its directory stays the caller's.</summary>
    public TreeRoot Upper { get; }

    public FileSystemTree Source { get; }

    /// <summary>
    /// Whether a file of the source may have changed although its name is not in the upper layer: where a file has several
    /// names and is changed under one of them, the upper layer has just that name; under the others the overlay finds the
    /// changed file through an index.
    /// </summary>
    public bool MayHaveChanged(ulong number) => _someLinksChanged && _severalNames.Contains(number);

    /// <summary>The key that all names of a file in the source share; null for a file with one name.</summary>
    public LinkKey? LinkOf(ulong number) =>
        _severalNames.Contains(number) ? new LinkKey(number, IsOfSource: true) : null;

    /// <summary>A directory of the source by its path there; null if there is none.</summary>
    public DirectoryInode? FindSourceDirectory(string path)
    {
        var directory = Source.Root;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (FindSourceDirectory(directory, name) is not { } next)
            {
                return null;
            }

            directory = next;
        }

        return directory;
    }

    /// <summary>A directory in a directory of the source; null if there is none of that name.</summary>
    public DirectoryInode? FindSourceDirectory(DirectoryInode parent, string name) =>
        FindEntry(parent, name) is { } entry ? Source.InodeTable[entry.InodeNumber] as DirectoryInode : null;

    /// <summary>An entry of a directory of the source; null if there is none of that name.</summary>
    public static DirectoryEntry? FindEntry(DirectoryInode directory, string name)
    {
        var entries = directory.Entries;
        var (low, high) = (0, entries.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            switch (FileName.BytewiseComparer.Compare(entries[middle].Name, name))
            {
                case 0:
                    return entries[middle];
                case < 0:
                    low = middle + 1;
                    break;
                default:
                    high = middle - 1;
                    break;
            }
        }

        return null;
    }

    private static HashSet<ulong> FindSeveralNames(FileSystemTree source)
    {
        var found = new HashSet<ulong>();
        var seen = new HashSet<ulong>(source.InodeTable.Count);
        foreach (var directory in source.InodeTable.Values.OfType<DirectoryInode>().Append(source.Root))
        {
            foreach (var entry in directory.Entries)
            {
                if (!seen.Add(entry.InodeNumber))
                {
                    found.Add(entry.InodeNumber);
                }
            }
        }

        return found;
    }

    // Without an index, hard links may have changed.
    private static bool HasIndexedFiles(DirectoryHandle work)
    {
        if (work.TryGetStatus("index") is null)
        {
            return true;
        }

        using var index = work.OpenDirectory("index");
        return index.HasEntries();
    }
}
