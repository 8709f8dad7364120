using Imaginator.Protocol.Gob.Coding;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Gob.Codecs;

/// <summary>The codec of maps; null is Go's nil map, which differs from an empty map.</summary>
internal sealed class GobMapCodec<TKey, TValue>(
    GobCodec<TKey> key, GobCodec<TValue> element, string? spelling = null)
    : GobCodec<IReadOnlyDictionary<TKey, TValue>?>
    where TKey : notnull
{
    public override GobSchema Schema { get; } = GobSchema.Map(key.Schema, element.Schema, spelling);

    public override bool IsOmitted(IReadOnlyDictionary<TKey, TValue>? value) => value is null;

    public override void Write(ref GobWriter writer, IReadOnlyDictionary<TKey, TValue>? value)
    {
        writer.WriteUint((ulong)(value?.Count ?? 0));
        if (value is Dictionary<TKey, TValue> dictionary)
        {
            // The dictionary's own enumerator does not allocate and avoids interface calls.
            foreach (var (itemKey, item) in dictionary)
            {
                key.Write(ref writer, itemKey);
                element.Write(ref writer, item);
            }
        }
        else if (value is not null)
        {
            foreach (var (itemKey, item) in value)
            {
                key.Write(ref writer, itemKey);
                element.Write(ref writer, item);
            }
        }
    }

    public override GobPlan<IReadOnlyDictionary<TKey, TValue>?> Bind(GobBinder binder, int typeId)
    {
        var type = binder.Require(typeId, Schema);
        var plan = new Plan();
        binder.Announce(this, typeId, plan);
        plan.Key = binder.Bind(key, type.KeyId);
        plan.Element = binder.Bind(element, type.ElementId);
        return plan;
    }

    private sealed class Plan : GobPlan<IReadOnlyDictionary<TKey, TValue>?>
    {
        // Entries of two bytes are possible but rare; most entries are far longer, and growing is cheap.
        private const int MinBytesOfLargeEntries = 32;

        public GobPlan<TKey>? Key { get; set; }

        public GobPlan<TValue>? Element { get; set; }

        public override IReadOnlyDictionary<TKey, TValue> Read(ref GobReader reader)
        {
            reader.Enter();
            var count = reader.ReadCount();
            var items = new Dictionary<TKey, TValue>(
                (int)Math.Min(count, reader.Remaining / MinBytesOfLargeEntries + 1));
            for (var i = 0; i < count; i++)
            {
                reader.RequireMore();
                var itemKey = Key!.Read(ref reader);
                reader.RequireMore();
                items[itemKey] = Element!.Read(ref reader);
            }

            reader.Leave();
            return items;
        }
    }
}
