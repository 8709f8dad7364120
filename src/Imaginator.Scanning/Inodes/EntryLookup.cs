using System.Collections.Immutable;
using Imaginator.Images;

namespace Imaginator.Scanning.Inodes;

/// <summary>
/// Finds entries of a directory by name. If the names are requested in the order of the directory, as is usual, a
/// lookup needs one comparison. Not thread-safe.
/// </summary>
public sealed class EntryLookup(ImmutableArray<DirectoryEntry> entries)
{
    private Dictionary<string, int>? _positions;
    private int _next;

    /// <summary>The number of the inode that a name leads to; null if there is no such name.</summary>
    public ulong? Find(string name)
    {
        if (_next < entries.Length && entries[_next].Name == name)
        {
            return entries[_next++].InodeNumber;
        }

        // After a name that is not here, go on from where the next one is.
        _positions ??= ToDictionary();
        if (!_positions.TryGetValue(name, out var position))
        {
            return null;
        }

        _next = position + 1;
        return entries[position].InodeNumber;
    }

    private Dictionary<string, int> ToDictionary()
    {
        // Not the LINQ method: a directory that contains a name twice is reported elsewhere.
        var positions = new Dictionary<string, int>(entries.Length, StringComparer.Ordinal);
        for (var i = 0; i < entries.Length; i++)
        {
            positions.TryAdd(entries[i].Name, i);
        }

        return positions;
    }
}
