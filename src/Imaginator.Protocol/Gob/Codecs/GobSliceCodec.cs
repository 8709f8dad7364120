using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Imaginator.Protocol.Gob.Coding;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Gob.Codecs;

/// <summary>The codec of lists. Go's nil list and empty list are identical on the wire.</summary>
internal sealed class GobSliceCodec<T>(GobCodec<T> element, string? spelling = null) : GobCodec<ImmutableArray<T>>
{
    public override GobSchema Schema { get; } = GobSchema.Slice(element.Schema, spelling);

    public override bool IsOmitted(ImmutableArray<T> value) => value.IsDefaultOrEmpty;

    public override void Write(ref GobWriter writer, ImmutableArray<T> value)
    {
        if (value.IsDefault)
        {
            writer.WriteUint(0);
            return;
        }

        writer.WriteUint((ulong)value.Length);
        foreach (var item in value)
        {
            element.Write(ref writer, item);
        }
    }

    public override GobPlan<ImmutableArray<T>> Bind(GobBinder binder, int typeId)
    {
        var plan = new Plan();
        binder.Announce(this, typeId, plan);
        plan.Element = binder.Bind(element, binder.Require(typeId, Schema).ElementId);
        return plan;
    }

    private sealed class Plan : GobPlan<ImmutableArray<T>>
    {
        public GobPlan<T>? Element { get; set; }

        public override ImmutableArray<T> Read(ref GobReader reader)
        {
            reader.Enter();
            var count = reader.ReadCount();
            var items = count == 0 ? [] : new T[reader.GetCapacity(count)];
            for (var i = 0; i < count; i++)
            {
                reader.RequireMore();
                if (i == items.Length)
                {
                    // A message can contain fewer bytes than elements only if the value is split into several messages.
                    Array.Resize(ref items, Math.Min(count, items.Length * 2));
                }

                items[i] = Element!.Read(ref reader);
            }

            reader.Leave();
            return ImmutableCollectionsMarshal.AsImmutableArray(items);
        }
    }
}
