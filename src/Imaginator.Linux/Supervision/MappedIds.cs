using System.Collections.Immutable;
using System.Globalization;

namespace Imaginator.Linux.Supervision;

/// <summary>
/// The ids that a user namespace contains: <c>/proc/PID/uid_map</c> or <c>gid_map</c>. Root of the namespace has power
/// over files of these ids only.
/// </summary>
internal sealed record MappedIds(ImmutableArray<(uint First, uint Count)> Ranges)
{
    public static MappedIds Parse(string map) =>
        new([.. map.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ParseLine)]);

    public bool Contains(uint id) => Ranges.Any(range => id >= range.First && id - range.First < range.Count);

    private static (uint First, uint Count) ParseLine(string line)
    {
        // The first id inside, the first id for the reader, their number.
        var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (uint.Parse(columns[1], CultureInfo.InvariantCulture), uint.Parse(columns[2], CultureInfo.InvariantCulture));
    }
}
