using System.Collections.Immutable;
using Imaginator.Images.Serialization;
using Imaginator.Plugins.S3.Layout;
using Imaginator.Plugins.S3.Settings;

namespace Imaginator.Plugins.S3.Formats;

/// <summary>The format of the state of the garbage collection. A random ID makes each version unique.</summary>
internal static class CollectorStateFormat
{
    private const int MinimumCondemnedLength = StoreKeys.IdBytes + 1;

    private static ReadOnlySpan<byte> Magic => "imgs3gc\x01"u8;

    public static byte[] Write(CollectorState state) => SealedRecord.Write(Magic, output =>
    {
        output.WriteId(StoreKeys.NewId());
        output.WriteUInt64(state.Generation);
        output.WriteTime(state.CollectedAt);
        output.WriteVarint((ulong)state.Condemned.Count);
        foreach (var (pack, since) in state.Condemned)
        {
            output.WriteId(pack);
            output.WriteTime(since);
        }

        output.WriteVarint((ulong)state.Removing.Count);
        foreach (var pack in state.Removing)
        {
            output.WriteId(pack);
        }
    });

    /// <summary>Reads a state.</summary>
    /// <exception cref="ImageFormatException">The bytes are invalid.</exception>
    public static CollectorState Read(byte[] bytes) => SealedRecord.Read(bytes, Magic, input =>
    {
        input.ReadId();
        var (generation, collectedAt) = (input.ReadUInt64(), input.ReadTime());
        var condemned = ImmutableDictionary.CreateBuilder<string, DateTimeOffset>(StringComparer.Ordinal);
        for (var count = RequireCount(input.ReadCount(MinimumCondemnedLength)); count > 0; count--)
        {
            condemned[input.ReadId()] = input.ReadTime();
        }

        var removing = ImmutableHashSet.CreateBuilder(StringComparer.Ordinal);
        for (var count = RequireCount(input.ReadCount(StoreKeys.IdBytes)); count > 0; count--)
        {
            removing.Add(input.ReadId());
        }

        return new CollectorState
        {
            Generation = generation,
            CollectedAt = collectedAt,
            Condemned = condemned.ToImmutable(),
            Removing = removing.ToImmutable(),
        };
    });

    private static int RequireCount(int count) => count <= StoreLimits.CondemnedPacks
        ? count
        : throw new ImageFormatException("it has too many packs");
}
