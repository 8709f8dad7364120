using System.Diagnostics.CodeAnalysis;

namespace Imaginator.Linux.Trees;

/// <summary>
/// The names of a directory during a walk: in byte order, all of them in memory; or in the order of the directory, one
/// buffer of names at a time. Not thread-safe.
/// </summary>
internal sealed class DirectoryListing
{
    private readonly List<string>? _sorted;
    private List<ListedName>? _names;
    private int _next;
    private long _position;

    private DirectoryListing(List<string>? sorted) => _sorted = sorted;

    /// <summary>The sum of the lengths of all names in memory; 0 for names in the order of the directory.</summary>
    public long SortedLength { get; private init; }

    /// <summary>Lists names in the order of the directory.</summary>
    public static DirectoryListing InOrderOfDirectory() => new(null);

    /// <summary>Lists names in byte order.</summary>
    /// <param name="maximumLength">The maximum sum of the lengths of the names.</param>
    /// <returns>The names; null if they are longer.</returns>
    public static DirectoryListing? TrySorted(DirectoryHandle directory, long maximumLength)
    {
        var names = directory.ReadEntries(long.MaxValue, maximumLength);
        var length = names.Sum(name => (long)name.Length);
        return length > maximumLength ? null : new DirectoryListing(names) { SortedLength = length };
    }

    /// <summary>Moves to the next name.</summary>
    /// <param name="directory">An open handle of the directory.</param>
    public bool TryNext(DirectoryHandle directory, [NotNullWhen(true)] out string? name)
    {
        if (_sorted is not null)
        {
            name = _next < _sorted.Count ? _sorted[_next++] : null;
            return name is not null;
        }

        if (_names is null || _next == _names.Count)
        {
            // The handle may be another one than before.
            directory.Seek(_position);
            (_names, _next) = (directory.ReadNextEntries(), 0);
        }

        if (_next == _names.Count)
        {
            name = null;
            return false;
        }

        (name, _position) = _names[_next++];
        return true;
    }

    /// <summary>Frees the memory of names that can be read again.</summary>
    public void Shrink() => _names = null;
}
