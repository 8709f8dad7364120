namespace Imaginator.Scanning.Filtering;

/// <summary>Finds out whether a path starts with one of many prefixes, in logarithmic time.</summary>
internal sealed class PrefixSet
{
    // Sorted by code units. None starts with another one, so that the only candidate for a path is its predecessor.
    private readonly string[] _prefixes;

    public PrefixSet(IEnumerable<string> prefixes) => _prefixes = [.. Minimal(prefixes)];

    /// <summary>Those of the prefixes that do not start with another one, sorted by code units.</summary>
    public static List<string> Minimal(IEnumerable<string> prefixes)
    {
        var minimal = new List<string>();
        foreach (var prefix in prefixes.Order(StringComparer.Ordinal))
        {
            if (minimal.Count == 0 || !prefix.StartsWith(minimal[^1], StringComparison.Ordinal))
            {
                minimal.Add(prefix);
            }
        }

        return minimal;
    }

    public bool IsMatch(ReadOnlySpan<char> path)
    {
        var (low, high) = (0, _prefixes.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (path.SequenceCompareTo(_prefixes[middle]) >= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low > 0 && path.StartsWith(_prefixes[low - 1]);
    }
}
