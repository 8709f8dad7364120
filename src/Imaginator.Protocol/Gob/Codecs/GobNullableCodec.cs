using Imaginator.Protocol.Gob.Coding;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Gob.Codecs;

/// <summary>
/// The codec of pointers to values. Pointers have no representation on the wire: nil is an omitted field.
/// </summary>
internal sealed class GobNullableCodec<T>(GobCodec<T> inner) : GobCodec<T?>
    where T : struct
{
    public override GobSchema Schema => inner.Schema;

    public override bool IsOmitted(T? value) => value is not { } item || inner.IsOmitted(item);

    public override void Write(ref GobWriter writer, T? value) =>
        inner.Write(ref writer, value ?? throw new GobException($"nil {Schema.Spelling} cannot be an element"));

    public override GobPlan<T?> Bind(GobBinder binder, int typeId) => new Plan(binder.Bind(inner, typeId));

    private sealed class Plan(GobPlan<T> inner) : GobPlan<T?>
    {
        public override T? Read(ref GobReader reader) => inner.Read(ref reader);
    }
}
