using System.Collections;
using Imaginator.Protocol.Gob.Codecs;
using Imaginator.Protocol.Gob.Coding;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Tests.Vectors;

/// <summary>A codec that is looked up when it is first used, for types that refer to each other.</summary>
internal sealed class LateCodec<T>(Func<GobCodec<T>> get) : GobCodec<T>
{
    public override GobSchema Schema => get().Schema;

    public override bool IsOmitted(T value) => get().IsOmitted(value);

    public override void Write(ref GobWriter writer, T value) => get().Write(ref writer, value);

    public override GobPlan<T> Bind(GobBinder binder, int typeId) => binder.Bind(get(), typeId);
}

/// <summary>A codec of a type that is another on the wire.</summary>
internal abstract class ConvertingCodec<T, TWire>(GobCodec<TWire> wire, Func<T, TWire> to, Func<TWire, T> from)
    : GobCodec<T>
{
    public override GobSchema Schema => wire.Schema;

    public override bool IsOmitted(T value) => wire.IsOmitted(to(value));

    public override void Write(ref GobWriter writer, T value) => wire.Write(ref writer, to(value));

    public override GobPlan<T> Bind(GobBinder binder, int typeId) => new Plan(binder.Bind(wire, typeId), from);

    private sealed class Plan(GobPlan<TWire> wire, Func<TWire, T> from) : GobPlan<T>
    {
        public override T Read(ref GobReader reader) => from(wire.Read(ref reader));
    }
}

/// <summary>Go's <c>[2]uint8</c>, compared by value so that it can be a key.</summary>
internal readonly record struct TwoBytes(byte First, byte Second);

internal sealed class TwoBytesCodec() : ConvertingCodec<TwoBytes, byte[]>(
    new GobArrayCodec<byte>(BytesOfUint, 2), value => [value.First, value.Second],
    bytes => new TwoBytes(bytes[0], bytes[1]))
{
    public static GobCodec<byte> BytesOfUint { get; } = new GobBasicCodec<byte>(
        GobKind.Uint, "uint8", (ref r) => GobReader.Narrow<ulong, byte>(r.ReadUint()),
        (ref w, v) => w.WriteUint(v), v => v == 0);
}

/// <summary>Go's <c>[3]int</c>.</summary>
internal sealed record ThreeInts(long[] Items) : IEnumerable<long>
{
    public IEnumerator<long> GetEnumerator() => Items.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => Items.GetEnumerator();
}

internal sealed class ThreeIntsCodec() : ConvertingCodec<ThreeInts, long[]>(
    new GobArrayCodec<long>(GobBasicCodecs.Int64, 3), value => value.Items, items => new ThreeInts(items));

/// <summary>Go's <c>[5]uint8</c>.</summary>
internal sealed record FiveBytes(byte[] Items);

internal sealed class FiveBytesCodec() : ConvertingCodec<FiveBytes, byte[]>(
    new GobArrayCodec<byte>(TwoBytesCodec.BytesOfUint, 5), value => value.Items, items => new FiveBytes(items));

/// <summary>A list of itself.</summary>
internal sealed record RSlice(IReadOnlyList<RSlice> Items) : IEnumerable<RSlice>
{
    public IEnumerator<RSlice> GetEnumerator() => Items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => Items.GetEnumerator();
}

internal sealed class RSliceCodec : GobCodec<RSlice>
{
    public RSliceCodec() => Schema.Complete(Schema);

    public override GobSchema Schema { get; } = GobSchema.OpenSlice("main.RSlice");

    public override bool IsOmitted(RSlice value) => value.Items.Count == 0;

    public override void Write(ref GobWriter writer, RSlice value)
    {
        writer.WriteUint((ulong)value.Items.Count);
        foreach (var item in value.Items)
        {
            Write(ref writer, item);
        }
    }

    public override GobPlan<RSlice> Bind(GobBinder binder, int typeId)
    {
        var plan = new Plan();
        binder.Announce(this, typeId, plan);
        plan.Element = binder.Bind(this, binder.Require(typeId, Schema).ElementId);
        return plan;
    }

    private sealed class Plan : GobPlan<RSlice>
    {
        public GobPlan<RSlice>? Element { get; set; }

        public override RSlice Read(ref GobReader reader)
        {
            reader.Enter();
            var items = new List<RSlice>();
            for (var count = reader.ReadCount(); count > 0; count--)
            {
                items.Add(Element!.Read(ref reader));
            }

            reader.Leave();
            return new RSlice(items);
        }
    }
}

/// <summary>A map of itself.</summary>
internal sealed class RMap : Dictionary<string, RMap>;

internal sealed class RMapCodec : GobCodec<RMap>
{
    public RMapCodec() => Schema.Complete(Schema, GobBasicCodecs.String.Schema);

    public override GobSchema Schema { get; } = GobSchema.OpenMap("main.RMap");

    public override bool IsOmitted(RMap value) => false;

    public override void Write(ref GobWriter writer, RMap value)
    {
        writer.WriteUint((ulong)value.Count);
        foreach (var (key, item) in value)
        {
            writer.WriteString(key);
            Write(ref writer, item);
        }
    }

    public override GobPlan<RMap> Bind(GobBinder binder, int typeId)
    {
        var plan = new Plan();
        binder.Announce(this, typeId, plan);
        plan.Element = binder.Bind(this, binder.Require(typeId, Schema).ElementId);
        return plan;
    }

    private sealed class Plan : GobPlan<RMap>
    {
        public GobPlan<RMap>? Element { get; set; }

        public override RMap Read(ref GobReader reader)
        {
            reader.Enter();
            var map = new RMap();
            for (var count = reader.ReadCount(); count > 0; count--)
            {
                // As with Go, a key that comes twice has its last value.
                map[reader.ReadString()] = Element!.Read(ref reader);
            }

            reader.Leave();
            return map;
        }
    }
}
