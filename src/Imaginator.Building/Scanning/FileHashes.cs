using Imaginator.Images;

namespace Imaginator.Building.Scanning;

/// <summary>
/// The hashes of the files of a walk, and nothing else of them: there may be millions. One thread adds files and, when all is
/// done, reads; others set hashes meanwhile.
/// </summary>
internal sealed class FileHashes
{
    // 64 KiB: no large object for the garbage collector.
    private const int PartLength = 1024;

    private readonly List<ObjectHash[]> _parts = [];
    private readonly List<int> _indexes = [];

    public int Count => _indexes.Count;

    /// <summary>Adds a file.</summary>
    /// <param name="index">The place of its inode in the walk's list of inodes.</param>
    /// <returns>Where its hash goes.</returns>
    public (ObjectHash[] Part, int Position) Add(int index)
    {
        var position = _indexes.Count % PartLength;
        if (position == 0)
        {
            _parts.Add(new ObjectHash[PartLength]);
        }

        _indexes.Add(index);
        return (_parts[^1], position);
    }

    /// <summary>The places of all inodes, and their hashes.</summary>
    public IEnumerable<(int Index, ObjectHash Hash)> Enumerate()
    {
        for (var i = 0; i < _indexes.Count; i++)
        {
            yield return (_indexes[i], _parts[i / PartLength][i % PartLength]);
        }
    }
}
