using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Imaginator.Protocol.Gob;
using Imaginator.Protocol.Gob.Codecs;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Tests.Vectors.Generic;

namespace Imaginator.Protocol.Tests.Vectors;

/// <summary>Knows the types of the generic vectors.</summary>
internal static class GenericCatalog
{
    public static GobCatalog Catalog { get; } = Create();

    private static GobCatalog Create()
    {
        GobCatalog? catalog = null;
        var myInt = new GobBasicCodec<MyInt>(
            GobKind.Int, "main.MyInt", (ref r) => new MyInt(r.ReadInt()), (ref w, v) => w.WriteInt(v.Value),
            v => v.Value == 0);
        GobInterfaceCase<IShape>[] shapes =
        [
            new GobInterfaceCase<IShape, Square>("main.Square", Late<Square>()),
            new GobInterfaceCase<IShape, Circle>("*main.Circle", Late<Circle>()),
            new GobInterfaceCase<IShape, Group>("*main.Group", Late<Group>()),
            new GobInterfaceCase<IShape, MyInt>("main.MyInt", myInt),
        ];
        GobInterfaceCase<object>[] anything =
        [
            new GobInterfaceCase<object, Square>("main.Square", Late<Square>()),
            new GobInterfaceCase<object, Circle>("*main.Circle", Late<Circle>()),
            new GobInterfaceCase<object, Group>("*main.Group", Late<Group>()),
            new GobInterfaceCase<object, MyInt>("main.MyInt", myInt),
            new GobInterfaceCase<object, Point>("custom/name.Point", Late<Point>()),
            new GobInterfaceCase<object, GobTime>("time.Time", Late<GobTime>()),
            new GobInterfaceCase<object, long>("int", Late<long>()),
            new GobInterfaceCase<object, string>("string", Late<string>()),
            new GobInterfaceCase<object, bool>("bool", Late<bool>()),
            new GobInterfaceCase<object, double>("float64", Late<double>()),
            new GobInterfaceCase<object, byte>("uint8", Late<byte>()),
            new GobInterfaceCase<object, ReadOnlyMemory<byte>>("[]uint8", Late<ReadOnlyMemory<byte>>()),
            new GobInterfaceCase<object, ImmutableArray<long>>("[]int", Late<ImmutableArray<long>>()),
            new GobInterfaceCase<object, ImmutableArray<string>>("[]string", Late<ImmutableArray<string>>()),
            new GobInterfaceCase<object, IReadOnlyDictionary<string, long>>(
                "map[string]int", Late<IReadOnlyDictionary<string, long>>()),
        ];
        return catalog = new GobCatalog(
            (typeof(IShape), new GobInterfaceCodec<IShape>(mayBeNull: true, shapes)),
            (typeof(object), new GobInterfaceCodec<object>(mayBeNull: true, anything)),
            (typeof(TwoBytes), new TwoBytesCodec()),
            (typeof(RSlice), new RSliceCodec()),
            (typeof(RMap), new RMapCodec()),
            (typeof(ThreeInts), new ThreeIntsCodec()),
            (typeof(FiveBytes), new FiveBytesCodec()),
            (typeof(GobCustom), new GobSelfEncodedCodec<GobCustom>(
                GobKind.GobEncoder, "main.GobCustom",
                bytes => bytes.StartsWith("gob:"u8)
                    && int.TryParse(bytes["gob:".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                        ? new GobCustom(number)
                        : throw new GobException("no GobCustom"),
                (value, bytes) => Encoding.ASCII.GetBytes($"gob:{value.Number}", bytes),
                value => value.Number == 0)),
            (typeof(BinCustom), new GobSelfEncodedCodec<BinCustom>(
                GobKind.BinaryMarshaler, "main.BinCustom", bytes => bytes.Length == 2 ? new BinCustom(bytes[1]) : throw new GobException("no BinCustom"),
                (value, bytes) =>
                {
                    bytes[0] = 1;
                    bytes[1] = value.Number;
                    return 2;
                },
                value => value.Number == 0)));

        LateCodec<T> Late<T>() => new(() => catalog!.Get<T>());
    }
}
