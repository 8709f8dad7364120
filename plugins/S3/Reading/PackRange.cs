namespace Imaginator.Plugins.S3.Reading;

/// <summary>Neighbouring objects of a pack that one request reads.</summary>
/// <param name="Pack">The ID of the pack.</param>
/// <param name="Objects">The objects, in the order of their offsets.</param>
internal sealed record PackRange(string Pack, IReadOnlyList<WantedObject> Objects)
{
    // A gap costs less than another request; a range that is too long does not share the work between connections.
    private const long MaximumGap = 128 * 1024;
    private const long MaximumLength = 16 << 20;

    /// <summary>Plans the requests for objects.</summary>
    public static IReadOnlyList<PackRange> Plan(IEnumerable<WantedObject> objects)
    {
        var ranges = new List<PackRange>();
        foreach (var pack in objects.GroupBy(item => item.Location.Pack, StringComparer.Ordinal))
        {
            var current = new List<WantedObject>();
            var (start, end) = (0L, 0L);
            foreach (var item in pack.OrderBy(item => item.Location.Offset).ThenBy(item => item.Index))
            {
                var itemEnd = item.Location.Offset + item.Location.Length;
                if (current.Count > 0 && (item.Location.Offset - end > MaximumGap || itemEnd - start > MaximumLength))
                {
                    ranges.Add(new PackRange(pack.Key, current));
                    current = [];
                }

                if (current.Count == 0)
                {
                    start = item.Location.Offset;
                }

                current.Add(item);
                end = Math.Max(end, itemEnd);
            }

            ranges.Add(new PackRange(pack.Key, current));
        }

        return ranges;
    }
}
