using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Gob.Wire;

namespace Imaginator.Protocol.Gob.Coding;

/// <summary>Makes reading plans for the types of one stream and keeps them.</summary>
internal sealed class GobBinder(GobWireTypes types)
{
    private readonly Dictionary<(GobCodec, int), object> _plans = [];

    /// <summary>The plan to read a sender's values as ours.</summary>
    /// <exception cref="GobException">The types are not compatible, or the sender's is not defined.</exception>
    public GobPlan<T> Bind<T>(GobCodec<T> codec, int typeId)
    {
        if (!_plans.TryGetValue((codec, typeId), out var plan))
        {
            plan = codec.Bind(this, typeId);
            _plans.TryAdd((codec, typeId), plan);
        }

        return (GobPlan<T>)plan;
    }

    /// <summary>Keeps a plan whose parts are still to be made, so that a type may contain itself.</summary>
    public void Announce<T>(GobCodec<T> codec, int typeId, GobPlan<T> plan) => _plans.Add((codec, typeId), plan);

    /// <summary>The sender's type, checked for its kind: Go's rule is that kinds agree exactly.</summary>
    public GobWireType Require(int typeId, GobSchema schema)
    {
        var type = types.Get(typeId);
        if (type.Kind != schema.Kind || (schema.Kind == GobKind.Array && type.Length != schema.Length))
        {
            throw new GobException($"wrong type: received {Describe(type)}, expected {schema.Spelling}");
        }

        return type;
    }

    /// <summary>
    /// Checks that a sender's struct has something in common with ours, where both have fields.
    /// </summary>
    public static void RequireCommonField(GobWireType type, GobSchema schema)
    {
        if (type.Fields.IsEmpty || schema.Fields.IsEmpty)
        {
            return;
        }

        foreach (var field in type.Fields)
        {
            if (schema.Fields.Any(own => own.Name == field.Name))
            {
                return;
            }
        }

        throw new GobException($"no fields matched: received {Describe(type)}, expected {schema.Spelling}");
    }

    private static string Describe(GobWireType type) =>
        type.Name.Length > 0 ? $"{type.Kind} \"{Files.FileName.ToDisplay(type.Name)}\"" : type.Kind.ToString();
}
