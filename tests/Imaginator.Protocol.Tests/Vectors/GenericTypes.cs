using System.Collections.Immutable;
using System.Numerics;
using Imaginator.Protocol.Gob.Schemas;

#pragma warning disable CA1819, CA1812 // arrays stand for Go's arrays, and the codecs create the records

namespace Imaginator.Protocol.Tests.Vectors.Generic;

internal sealed record Ints
{
    public long I { get; init; }
    public sbyte I8 { get; init; }
    public short I16 { get; init; }
    public int I32 { get; init; }
    public long I64 { get; init; }
    public ulong U { get; init; }
    public byte U8 { get; init; }
    public ushort U16 { get; init; }
    public uint U32 { get; init; }
    public ulong U64 { get; init; }
}

internal sealed record Floats
{
    public float F32 { get; init; }
    public double F64 { get; init; }
    public Complex C { get; init; }
}

internal sealed record Scalars
{
    public bool B { get; init; }
    public string S { get; init; } = "";
    public ReadOnlyMemory<byte> By { get; init; }
    public double F { get; init; }
    public long I { get; init; }
    public ulong U { get; init; }
}

internal sealed record Arrays
{
    [GobLength(3)]
    public long[] A3 { get; init; } = new long[3];

    [GobLength(4)]
    public byte[] B4 { get; init; } = new byte[4];

    [GobLength(2)]
    public string[] S2 { get; init; } = ["", ""];

    [GobLength(2, 3)]
    public ushort[][] A23 { get; init; } = [new ushort[3], new ushort[3]];

    [GobLength(2)]
    public double[] F2 { get; init; } = new double[2];

    [GobLength(2)]
    public bool[] Bo2 { get; init; } = new bool[2];

    [GobLength(0)]
    public long[] N0 { get; init; } = [];
}

[GobType("main.Point")]
internal sealed record Point
{
    public long X { get; init; }
    public long Y { get; init; }
}

internal sealed record Slices
{
    public ImmutableArray<long> I { get; init; } = [];
    public ReadOnlyMemory<byte> U8 { get; init; }
    public ImmutableArray<string> S { get; init; } = [];
    public ImmutableArray<ImmutableArray<string>> SS { get; init; } = [];
    public ImmutableArray<ReadOnlyMemory<byte>> BB { get; init; } = [];
    public ImmutableArray<Point> St { get; init; } = [];

    [GobType("[]*main.Point")]
    public ImmutableArray<Point> P { get; init; } = [];

    public ImmutableArray<double> Fl { get; init; } = [];
    public ImmutableArray<bool> Bo { get; init; } = [];
}

internal sealed record Maps
{
    public IReadOnlyDictionary<string, long>? SI { get; init; }
    [GobType("map[int64]string")]
    public IReadOnlyDictionary<long, string>? IS { get; init; }
    public IReadOnlyDictionary<uint, bool>? UB { get; init; }
    public IReadOnlyDictionary<string, IReadOnlyDictionary<long, string>?>? SM { get; init; }
    public IReadOnlyDictionary<string, ImmutableArray<string>>? SL { get; init; }
    [GobType("map[string]*main.Point")]
    public IReadOnlyDictionary<string, Point>? SP { get; init; }
    [GobType("map[string]main.Point")]
    public IReadOnlyDictionary<string, Point>? SV { get; init; }
    public IReadOnlyDictionary<string, Imaginator.Protocol.Messages.EmptyStruct>? SE { get; init; }
    [GobType("map[main.Point]string")]
    public IReadOnlyDictionary<Point, string>? PS { get; init; }
    public IReadOnlyDictionary<TwoBytes, string>? AS { get; init; }
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? SB { get; init; }
}

internal sealed record Node
{
    public long Value { get; init; }
    public Node? Left { get; init; }
    public Node? Right { get; init; }
}

[GobType("main.ListItem", ListedByPointer = true)]
internal sealed record ListItem
{
    public string Name { get; init; } = "";
    public ListItem? Next { get; init; }
    public ImmutableArray<ListItem> Kids { get; init; } = [];
    public IReadOnlyDictionary<string, ListItem>? Map { get; init; }
}

internal sealed record Base
{
    public ulong Id { get; init; }
    public string Name { get; init; } = "";
}

internal sealed record PBase
{
    public string Extra { get; init; } = "";
}

internal sealed record Embedding
{
    public Base Base { get; init; } = new();
    public PBase? PBase { get; init; }
    public long Last { get; init; }
}

internal sealed record Hidden
{
    public string Visible { get; init; } = "";
    public long After { get; init; }
}

internal sealed record Pointers
{
    public long? I { get; init; }
    public string? S { get; init; }
    public long? PP { get; init; }
    public Point? St { get; init; }
    public bool? B { get; init; }
}

internal sealed record Empty;

internal sealed record HoldEmpty
{
    public Empty E { get; init; } = new();
    public Empty? PE { get; init; }
    public long N { get; init; }
}

internal interface IShape;

internal sealed record Square : IShape
{
    public long Side { get; init; }
}

internal sealed record Circle : IShape
{
    public long Radius { get; init; }
}

internal sealed record Group : IShape
{
    public string Name { get; init; } = "";

    [GobType("[]main.Shape")]
    public ImmutableArray<IShape?> Shapes { get; init; } = [];
}

/// <summary>Go's <c>type MyInt int</c>.</summary>
internal sealed record MyInt(long Value) : IShape;

internal sealed record Named
{
    public long A { get; init; }
    public string B { get; init; } = "";
    [GobType("[]main.MyInt")]
    public ImmutableArray<long> C { get; init; } = [];
    [GobType("map[main.MyString]main.MyInt")]
    public IReadOnlyDictionary<string, long>? D { get; init; }
}

internal sealed record Holder
{
    public string Before { get; init; } = "";
    public IShape? Shape { get; init; }
    public object? Any { get; init; }
    public string After { get; init; } = "";
}

internal sealed record ShapeMap
{
    public IReadOnlyDictionary<ulong, IShape?>? ByNum { get; init; }
    public ulong Count { get; init; }
}

internal sealed record Times
{
    public GobTime A { get; init; }
    public GobTime B { get; init; }
    public GobTime? P { get; init; }
    public ImmutableArray<GobTime> L { get; init; } = [];
    public IReadOnlyDictionary<string, GobTime>? M { get; init; }
    public GobDuration D { get; init; }
}

/// <summary>Encodes itself as <c>gob:</c> and a number.</summary>
internal readonly record struct GobCustom(int Number) : IOpaque;

/// <summary>Encodes itself as 1 and a number.</summary>
internal readonly record struct BinCustom(byte Number) : IOpaque;

internal sealed record TextCustom
{
    public long N { get; init; }
}

internal sealed record Customs
{
    public GobCustom G { get; init; }
    public BinCustom B { get; init; }
    public TextCustom T { get; init; } = new();
    public ImmutableArray<GobCustom> L { get; init; } = [];
}

internal sealed record V1
{
    public ImmutableArray<string> C { get; init; } = [];
    public string B { get; init; } = "";
    public long A { get; init; }
    public long Z { get; init; }
}

internal sealed record V2
{
    public long A { get; init; }
    public IReadOnlyDictionary<string, ImmutableArray<Point>>? New { get; init; }
    public string B { get; init; } = "";
    public IShape? Shape { get; init; }
    public GobTime Time { get; init; }
    public ImmutableArray<string> C { get; init; } = [];
}
