using System.Numerics;
using Imaginator.Protocol.Gob.Coding;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Gob.Codecs;

/// <summary>The codec of a type that requires no definition.</summary>
internal sealed class GobBasicCodec<T>(
    GobKind kind, string spelling, GobBasicCodec<T>.ReadValue read, GobBasicCodec<T>.WriteValue write,
    Func<T, bool> isZero)
    : GobCodec<T>
{
    private readonly GobPlan<T> _plan = new Plan(read);

    public delegate T ReadValue(ref GobReader reader);

    public delegate void WriteValue(ref GobWriter writer, T value);

    public override GobSchema Schema { get; } = GobSchema.Basic(kind, spelling);

    public override bool IsOmitted(T value) => isZero(value);

    public override void Write(ref GobWriter writer, T value) => write(ref writer, value);

    public override GobPlan<T> Bind(GobBinder binder, int typeId)
    {
        binder.Require(typeId, Schema);
        return _plan;
    }

    private sealed class Plan(ReadValue read) : GobPlan<T>
    {
        public override T Read(ref GobReader reader) => read(ref reader);
    }
}

/// <summary>The codecs of the types that require no definition.</summary>
internal static class GobBasicCodecs
{
    public static GobCodec<bool> Bool { get; } = new GobBasicCodec<bool>(
        GobKind.Bool, "bool", (ref r) => r.ReadBool(), (ref w, v) => w.WriteBool(v), v => !v);

    public static GobCodec<long> Int64 { get; } = Signed<long>("int");

    public static GobCodec<int> Int32 { get; } = Signed<int>("int32");

    public static GobCodec<ulong> Uint64 { get; } = Unsigned<ulong>("uint64");

    public static GobCodec<uint> Uint32 { get; } = Unsigned<uint>("uint32");

    public static GobCodec<string> String { get; } = new GobBasicCodec<string>(
        GobKind.String, "string", (ref r) => r.ReadString(), (ref w, v) => w.WriteString(v), string.IsNullOrEmpty);

    public static GobCodec<GobDuration> Duration { get; } = new GobBasicCodec<GobDuration>(
        GobKind.Int, "time.Duration", (ref r) => new GobDuration(r.ReadInt()),
        (ref w, v) => w.WriteInt(v.Nanoseconds), v => v.Nanoseconds == 0);

    /// <summary>The list of all basic codecs.</summary>
    public static IReadOnlyList<(Type Type, GobCodec Codec)> All { get; } =
    [
        (typeof(bool), Bool),
        (typeof(sbyte), Signed<sbyte>("int8")),
        (typeof(short), Signed<short>("int16")),
        (typeof(int), Int32),
        (typeof(long), Int64),
        (typeof(byte), Unsigned<byte>("uint8")),
        (typeof(ushort), Unsigned<ushort>("uint16")),
        (typeof(uint), Uint32),
        (typeof(ulong), Uint64),
        (typeof(float), new GobBasicCodec<float>(
            GobKind.Float, "float32", (ref r) => r.ReadFloat32(), (ref w, v) => w.WriteFloat(v),
            v => v == 0)),
        (typeof(double), new GobBasicCodec<double>(
            GobKind.Float, "float64", (ref r) => r.ReadFloat(), (ref w, v) => w.WriteFloat(v), v => v == 0)),
        (typeof(Complex), new GobBasicCodec<Complex>(
            GobKind.Complex, "complex128", (ref r) => r.ReadComplex(), (ref w, v) => w.WriteComplex(v),
            v => v == Complex.Zero)),
        (typeof(string), String),
        (typeof(ReadOnlyMemory<byte>), new GobBasicCodec<ReadOnlyMemory<byte>>(
            GobKind.Bytes, "[]uint8", (ref r) => r.ReadBytes(), (ref w, v) => w.WriteBytes(v.Span), v => v.IsEmpty)),
        (typeof(GobDuration), Duration),
    ];

    private static GobBasicCodec<T> Signed<T>(string spelling) where T : struct, IBinaryInteger<T> => new(
        GobKind.Int, spelling, (ref r) => GobReader.Narrow<long, T>(r.ReadInt()),
        (ref w, v) => w.WriteInt(long.CreateTruncating(v)), T.IsZero);

    private static GobBasicCodec<T> Unsigned<T>(string spelling) where T : struct, IBinaryInteger<T> => new(
        GobKind.Uint, spelling, (ref r) => GobReader.Narrow<ulong, T>(r.ReadUint()),
        (ref w, v) => w.WriteUint(ulong.CreateTruncating(v)), T.IsZero);
}
