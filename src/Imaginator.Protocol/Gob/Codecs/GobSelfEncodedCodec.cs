using Imaginator.Protocol.Gob.Coding;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Gob.Codecs;

/// <summary>The codec of types that encode themselves.</summary>
internal sealed class GobSelfEncodedCodec<T>(
    GobKind kind, string spelling, Func<ReadOnlySpan<byte>, T> parse,
    GobSelfEncodedCodec<T>.FormatValue format, Func<T, bool> isZero)
    : GobCodec<T>
{
    private const int MaxLength = 64;
    private readonly GobPlan<T> _plan = new Plan(parse);

    /// <summary>Writes the encoding of a value.</summary>
    /// <returns>The number of bytes written, at most 64.</returns>
    public delegate int FormatValue(T value, Span<byte> destination);

    public override GobSchema Schema { get; } = GobSchema.SelfEncoded(kind, spelling);

    public override bool IsOmitted(T value) => isZero(value);

    public override void Write(ref GobWriter writer, T value)
    {
        Span<byte> bytes = stackalloc byte[MaxLength];
        writer.WriteBytes(bytes[..format(value, bytes)]);
    }

    public override GobPlan<T> Bind(GobBinder binder, int typeId)
    {
        binder.Require(typeId, Schema);
        return _plan;
    }

    private sealed class Plan(Func<ReadOnlySpan<byte>, T> parse) : GobPlan<T>
    {
        public override T Read(ref GobReader reader) => parse(reader.ReadSpan());
    }
}
