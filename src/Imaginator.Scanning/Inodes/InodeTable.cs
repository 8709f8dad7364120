using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Imaginator.Images;

namespace Imaginator.Scanning.Inodes;

/// <summary>A table of inodes that are numbered 1, 2, 3 and so on: a fifth of a dictionary's memory.</summary>
/// <param name="inodes">The inodes in the order of their numbers; they belong to the table.</param>
internal sealed class InodeTable(Inode[] inodes) : IReadOnlyDictionary<ulong, Inode>
{
    public int Count => inodes.Length;

    public IEnumerable<ulong> Keys => inodes.Select((_, index) => (ulong)index + 1);

    public IEnumerable<Inode> Values => inodes;

    public Inode this[ulong key] => key - 1 < (ulong)inodes.Length
        ? inodes[key - 1]
        : throw new KeyNotFoundException($"inode {key} not found");

    public bool ContainsKey(ulong key) => key - 1 < (ulong)inodes.Length;

    public bool TryGetValue(ulong key, [MaybeNullWhen(false)] out Inode value)
    {
        value = ContainsKey(key) ? inodes[key - 1] : null;
        return value is not null;
    }

    /// <summary>The table with other inodes under some of its numbers.</summary>
    public InodeTable Replace(IReadOnlyDictionary<ulong, Inode> replacements)
    {
        var copy = (Inode[])inodes.Clone();
        foreach (var (number, inode) in replacements)
        {
            copy[number - 1] = inode;
        }

        return new InodeTable(copy);
    }

    public IEnumerator<KeyValuePair<ulong, Inode>> GetEnumerator() =>
        inodes.Select((inode, index) => KeyValuePair.Create((ulong)index + 1, inode)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
