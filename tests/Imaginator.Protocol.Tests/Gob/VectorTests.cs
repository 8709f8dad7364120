using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Tests.Vectors;

namespace Imaginator.Protocol.Tests.Gob;

public sealed class VectorTests
{
    public static TheoryData<string> Names => [.. NamesIn(""), .. NamesIn("generic"), .. NamesIn("alt")];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Decodes_EveryVectorToTheDescribedValues(string name)
    {
        var vector = Vector.Load(name);
        var values = await DecodeAsync(vector, vector.Bytes);

        AssertDescribed(vector, values);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Encodes_EveryVectorToBytesThatDecodeEqual(string name)
    {
        var vector = Vector.Load(name);
        var values = await DecodeAsync(vector, vector.Bytes);

        var encoded = await EncodeAsync(vector, values);

        AssertDescribed(vector, await DecodeAsync(vector, encoded));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Reads_NoByteBeyondAValue(string name)
    {
        var vector = Vector.Load(name);
        using var stream = new MemoryStream([.. vector.Bytes, 1, 2, 3]);
        var input = new InputBuffer(stream);
        using var decoder = new GobDecoder(input, GobLimits.Default);
        foreach (var (type, end) in VectorTypes.Of(vector).Zip(vector.ValueEnds))
        {
            await GobRoundTrip.ReadAsync(decoder, VectorTypes.CatalogOf(vector), type);
            Assert.Equal(end, stream.Position - input.Buffered);
        }
    }

    [Fact]
    public async Task Encodes_ToTheBytesOfGo_WhereThatCanBe()
    {
        var different = new List<string>();
        foreach (var name in NamesIn("").Concat(NamesIn("generic")))
        {
            var vector = Vector.Load(name);
            var encoded = await EncodeAsync(vector, await DecodeAsync(vector, vector.Bytes));
            if (!encoded.AsSpan().SequenceEqual(vector.Bytes))
            {
                different.Add(name);
            }
        }

        string[] cannotBe =
        [
            // Go defines types that interfaces hold in the middle of the value. We define them before it, which is as good.
            "generic/iface-basics-stream", "generic/iface-map-values", "generic/iface-nested", "generic/iface-pointer",
            "generic/iface-registered-name", "generic/iface-same-twice", "generic/iface-slice", "generic/iface-stream",
            "generic/iface-struct-value", "generic/iface-time", "generic/iface-two", "generic/iface-zero-struct",
            "image.Image.full", "imageserver.AddImageRequest.full", "imageserver.GetImageInodesResponse.computed",
            "imageserver.GetImageInodesResponse.directory", "imageserver.GetImageInodesResponse.regular",
            "imageserver.GetImageInodesResponse.regular-empty", "imageserver.GetImageInodesResponse.special-block",
            "imageserver.GetImageInodesResponse.special-char", "imageserver.GetImageInodesResponse.special-fifo",
            "imageserver.GetImageInodesResponse.symlink", "imageserver.GetImageResponse.full",
            "imaginator.BuildImageResponse.image", "imaginator.BuildImageResponse.stream-image",

            // Read as another version of their type, and written as that.
            "generic/evolve-newer-sender", "generic/evolve-older-sender",
        ];
        Assert.Equal(cannotBe.Order(StringComparer.Ordinal), different.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> NamesIn(string folder) =>
        WireReference.List(Path.Combine("vectors", folder), ".gob").Select(name => Path.Combine(folder, name));

    private static void AssertDescribed(Vector vector, IReadOnlyList<object?> values)
    {
        Assert.Equal(vector.Values.GetArrayLength(), values.Count);
        foreach (var (expected, actual) in vector.Values.EnumerateArray().Zip(values))
        {
            VectorValue.AssertEqual(expected, actual);
        }
    }

    private static async Task<IReadOnlyList<object?>> DecodeAsync(Vector vector, byte[] bytes)
    {
        using var decoder = new GobDecoder(new InputBuffer(new MemoryStream(bytes)), GobLimits.Default);
        var values = new List<object?>();
        foreach (var type in VectorTypes.Of(vector))
        {
            values.Add(await GobRoundTrip.ReadAsync(decoder, VectorTypes.CatalogOf(vector), type));
        }

        await Assert.ThrowsAsync<EndOfStreamException>(
            () => GobRoundTrip.ReadAsync(decoder, VectorTypes.CatalogOf(vector), typeof(long)));
        return values;
    }

    private static Task<byte[]> EncodeAsync(Vector vector, IReadOnlyList<object?> values) =>
        GobRoundTrip.EncodeAsync(VectorTypes.CatalogOf(vector), [.. VectorTypes.Of(vector).Zip(values)]);
}
