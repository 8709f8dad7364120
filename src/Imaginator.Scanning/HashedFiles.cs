using Imaginator.Images;

namespace Imaginator.Scanning;

/// <summary>
/// The inodes of a walk's files as they become complete, and nothing else of them: there may be millions. One thread adds
/// files and, at the end, reads them; other threads complete them concurrently.
/// </summary>
internal sealed class HashedFiles
{
    // 64 KiB: no large object for the garbage collector.
    private const int PartLength = 8192;

    private readonly List<RegularInode[]> _parts = [];
    private readonly List<int> _indexes = [];

    public int Count => _indexes.Count;

    /// <summary>Adds a file.</summary>
    public (RegularInode[] Part, int Position) Add(int index)
    {
        var position = _indexes.Count % PartLength;
        if (position == 0)
        {
            _parts.Add(new RegularInode[PartLength]);
        }

        _indexes.Add(index);
        return (_parts[^1], position);
    }

    /// <summary>All files: the indexes of their inodes, and the inodes.</summary>
    public IEnumerable<(int Index, RegularInode Inode)> Enumerate()
    {
        for (var i = 0; i < _indexes.Count; i++)
        {
            yield return (_indexes[i], _parts[i / PartLength][i % PartLength]);
        }
    }
}
