using System.IO.Pipelines;
using CsCheck;
using Imaginator.Protocol.Buffers;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages;
using Imaginator.Protocol.Messages.ImageServer.Directories;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Messages.ObjectServer;
using Imaginator.Protocol.Tests.Vectors;
using Imaginator.Protocol.Tests.Vectors.Generic;

namespace Imaginator.Protocol.Tests.Gob;

public sealed class HostileStreamTests
{
    // A decoder may keep some ten times of what has arrived, plus what a stream's plans take.
    private const long MemoryForSmallStreams = 8 << 20;

    public static TheoryData<string> Names =>
    [
        "imageserver.AddImageRequest.full", "imaginator.GetDependenciesResponse.full",
        "objectserver.CheckObjectsRequest", "generic/maps-many", "generic/iface-nested", "generic/slices",
        "generic/customs",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Refuses_AStreamThatIsCutAnywhere(string name)
    {
        var vector = Vector.Load(name);
        for (var length = 0; length < vector.ValueEnds[0]; length++)
        {
            await AssertRefusedAsync(vector, vector.Bytes[..length]);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Refuses_OrReads_ChangedBytes_WithinFixedMemory(string name)
    {
        var vector = Vector.Load(name);
        Gen.Select(Gen.Int[0, vector.Bytes.Length - 1], Gen.Byte).Array[1, 5].Sample(
            changes =>
            {
                var bytes = vector.Bytes.ToArray();
                foreach (var (position, value) in changes)
                {
                    bytes[position] = value;
                }

                ReadWithinFixedMemory(vector, bytes);
            },
            iter: 500);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Refuses_OrReads_Garbage_WithinFixedMemory(string name)
    {
        var vector = Vector.Load(name);
        Gen.Byte.Array[1, 300].Sample(garbage => ReadWithinFixedMemory(vector, garbage), iter: 500);
    }

    [Fact]
    public async Task Refuses_AMessageLongerThanTheLimit_BeforeReadingIt()
    {
        var exception = await Assert.ThrowsAsync<GobException>(
            () => GobRoundTrip.DecodeAsync<CheckImageRequest>(DominatorTypes.Catalog, Hex("f8 00ffffffffffffff")));

        Assert.Contains("longer than the permitted 4194304 bytes", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_ACountOfMoreElementsThanBytes_WithoutReservingThem()
    {
        // A slice of structs that announces 2^21 elements and holds none: Go lets the end of a message close a struct.
        var definitions = await DefinitionsOfAsync<CheckObjectsRequest>();
        byte[] value = [0x08, 0xFF, 0x80, 0x01, 0xFD, 0x20, 0x00, 0x00];
        value[0] = (byte)(value.Length - 1);
        var before = GC.GetAllocatedBytesForCurrentThread();

        await Assert.ThrowsAsync<GobException>(() => GobRoundTrip.DecodeAsync<CheckObjectsRequest>(
            DominatorTypes.Catalog, [.. definitions, .. value]));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MemoryForSmallStreams);
    }

    [Fact]
    public async Task Refuses_ValuesNestedTooDeeply()
    {
        Node? node = null;
        for (var depth = 0; depth < 101; depth++)
        {
            node = new Node { Left = node };
        }

        var bytes = await GobRoundTrip.EncodeOneAsync(GenericCatalog.Catalog, node!);

        var exception = await Assert.ThrowsAsync<GobException>(
            () => GobRoundTrip.DecodeAsync<Node>(GenericCatalog.Catalog, bytes));
        Assert.Contains("nested deeper than 100", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_UnknownFieldsNestedTooDeeply()
    {
        // Type 64 has field Y of type 65, a slice of itself; the receiver knows only N.
        var deep = Enumerable.Repeat((byte)1, 2000).ToArray();
        byte[] stream =
        [
            .. Message(Hex("7f 03 01 02 ff80 00 01 02 01 01 4E 01 04 00 01 01 59 01 ff82 00 00 00")),
            .. Message(Hex("ff81 02 01 02 ff82 00 01 ff82 00 00")),
            .. Message([.. Hex("ff80 02"), .. deep]),
        ];

        var exception = await Assert.ThrowsAsync<GobException>(
            () => GobRoundTrip.DecodeAsync<TextCustom>(GenericCatalog.Catalog, stream));
        Assert.Contains("nested deeper", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("imageserver.AddImageRequest.full")]
    [InlineData("alt/imageserver.AddImageRequest.full.types-first")]
    public async Task PassesOverAnImage_ThatNobodyAskedFor(string name)
    {
        var bytes = Vector.Load(name).Bytes;
        using var decoder = new GobDecoder(new InputBuffer(new MemoryStream(bytes)), GobLimits.Default);

        var request = (CheckImageRequest?)await GobRoundTrip.ReadAsync(
            decoder, DominatorTypes.Catalog, typeof(CheckImageRequest));

        Assert.NotEmpty(request!.ImageName);
        await Assert.ThrowsAsync<EndOfStreamException>(
            () => GobRoundTrip.ReadAsync(decoder, DominatorTypes.Catalog, typeof(CheckImageRequest)));
    }

    [Fact]
    public async Task HoldsNoThread_UntilTheRestOfAValueComes_WhereNoImageIsExpected()
    {
        // Definitions, and then the value to the place where Go cut it.
        var bytes = Vector.Load("imageserver.AddImageRequest.full").Bytes;
        var name = bytes.AsSpan().IndexOf("*filesystem."u8);
        var cut = MessageEnds(bytes).First(end => end > name);
        var pipe = new Pipe();
        using var decoder = new GobDecoder(new InputBuffer(pipe.Reader.AsStream()), GobLimits.Default);
        await pipe.Writer.WriteAsync(bytes.AsMemory(0, cut), TestContext.Current.CancellationToken);

        var reading = decoder.ReadAsync(
            DominatorTypes.Catalog.Get<CheckImageRequest>(), TestContext.Current.CancellationToken).AsTask();
        Assert.False(reading.IsCompleted);
        Assert.False(decoder.IsInStep);
        await pipe.Writer.WriteAsync(bytes.AsMemory(cut), TestContext.Current.CancellationToken);

        Assert.NotEmpty((await reading).ImageName);
        Assert.True(decoder.IsInStep);
    }

    [Fact]
    public async Task Refuses_AValueThatIsCutAgainAndAgain()
    {
        // Type 64 has field Y of type 65, a slice of interfaces; the receiver knows only N. Each element is in another message.
        const int Pieces = 20;
        byte[] stream =
        [
            .. Message(Hex("7f 03 01 02 ff80 00 01 02 01 01 4E 01 04 00 01 01 59 01 ff82 00 00 00")),
            .. Message(Hex("ff81 02 01 02 ff82 00 01 10 00 00")),
            .. Message([.. Hex("ff80 02"), Pieces, .. Hex("01 41")]),
            .. Enumerable.Repeat(Message(Hex("04 02 00 06 01 41")), Pieces).SelectMany(piece => piece),
        ];

        var exception = await Assert.ThrowsAsync<GobException>(
            () => GobRoundTrip.DecodeAsync<TextCustom>(GenericCatalog.Catalog, stream));
        Assert.Contains("is cut into more than 16 messages", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("03 7f 00 00", "defines nothing")]
    [InlineData("0b 01 03 01 02 01 00 00 00 00 00 00", "cannot be defined")]
    [InlineData("04 ff84 00 00", "type id 66 is not defined")]
    [InlineData("04 04 00 ff 80", "wrong type: received Int, expected CheckImageRequest")]
    [InlineData("02 f0 00", "longer than 8 bytes")]
    public async Task Refuses_BadTypes_AndSaysWhy(string stream, string reason)
    {
        var exception = await Assert.ThrowsAsync<GobException>(
            () => GobRoundTrip.DecodeAsync<CheckImageRequest>(DominatorTypes.Catalog, Hex(stream)));

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_ADefinitionOfAKnownId()
    {
        var definitions = await DefinitionsOfAsync<CheckImageRequest>();

        var exception = await Assert.ThrowsAsync<GobException>(() => GobRoundTrip.DecodeAsync<CheckImageRequest>(
            DominatorTypes.Catalog, [.. definitions, .. definitions]));
        Assert.Contains("defined twice", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_EndlessDefinitions()
    {
        var stream = new List<byte>();
        for (var id = 64; id < 64 + 501; id++)
        {
            byte[] number = id < 128 ? [0xFF, (byte)(2 * id - 1)] : [0xFE, (byte)((2 * id - 1) >> 8), (byte)(2 * id - 1)];
            stream.AddRange(Message([.. number, 0x05, 0x01, 0x01, 0x00, 0x00, 0x00]));
        }

        var exception = await Assert.ThrowsAsync<GobException>(
            () => GobRoundTrip.DecodeAsync<CheckImageRequest>(DominatorTypes.Catalog, [.. stream]));
        Assert.Contains("gob:", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_ATypeThatHasNoFieldInCommon()
    {
        var bytes = await GobRoundTrip.EncodeOneAsync(GenericCatalog.Catalog, new Point { X = 1 });

        var exception = await Assert.ThrowsAsync<GobException>(
            () => GobRoundTrip.DecodeAsync<CheckImageRequest>(DominatorTypes.Catalog, bytes));
        Assert.Contains("no fields matched", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_AFieldOfAnotherKind_AndNamesIt()
    {
        var bytes = await GobRoundTrip.EncodeOneAsync(DominatorTypes.Catalog, new ChangeOwnerRequest { OwnerGroup = "g" });
        bytes[Array.LastIndexOf(bytes, (byte)0x0C)] = 0x0A;

        var exception = await Assert.ThrowsAsync<GobException>(
            () => GobRoundTrip.DecodeAsync<ChangeOwnerRequest>(DominatorTypes.Catalog, bytes));
        Assert.Contains(
            "field ChangeOwnerRequest.OwnerGroup: gob: wrong type: received Bytes, expected string",
            exception.Message, StringComparison.Ordinal);
    }

    private static void ReadWithinFixedMemory(Vector vector, byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            ReadAllAsync(vector, bytes).GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is GobException or EndOfStreamException)
        {
            // Refused, as it should be; every other exception fails the test.
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MemoryForSmallStreams);
    }

    private static async Task AssertRefusedAsync(Vector vector, byte[] bytes)
    {
        var exception = await Record.ExceptionAsync(() => ReadAllAsync(vector, bytes));
        Assert.True(exception is GobException or EndOfStreamException, $"after {bytes.Length} bytes: {exception}");
    }

    private static async Task ReadAllAsync(Vector vector, byte[] bytes)
    {
        using var decoder = new GobDecoder(new InputBuffer(new MemoryStream(bytes)), GobLimits.Default);
        foreach (var type in VectorTypes.Of(vector))
        {
            await GobRoundTrip.ReadAsync(decoder, VectorTypes.CatalogOf(vector), type);
        }
    }

    // Where each message of a stream ends.
    private static IEnumerable<int> MessageEnds(byte[] bytes)
    {
        for (var position = 0; position < bytes.Length;)
        {
            var first = bytes[position++];
            var length = (int)first;
            if (first > 0x7F)
            {
                length = 0;
                for (var count = -(sbyte)first; count > 0; count--)
                {
                    length = (length << 8) | bytes[position++];
                }
            }

            yield return position += length;
        }
    }

    private static async Task<byte[]> DefinitionsOfAsync<T>() where T : new()
    {
        var bytes = await GobRoundTrip.EncodeOneAsync(DominatorTypes.Catalog, new T());
        return bytes[..^4];
    }

    private static byte[] Message(byte[] payload) => payload.Length < 128
        ? [(byte)payload.Length, .. payload]
        : [0xFE, (byte)(payload.Length >> 8), (byte)payload.Length, .. payload];

    private static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));
}
