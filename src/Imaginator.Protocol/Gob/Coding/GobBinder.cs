using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Gob.Wire;

namespace Imaginator.Protocol.Gob.Coding;

/// <summary>Creates and caches the reading plans for the types of one stream.</summary>
public sealed class GobBinder(GobWireTypes types)
{
    private readonly Dictionary<(GobCodec, int), object> _plans = [];

    /// <summary>Gets the plan that reads a sender's values as values of the local type.</summary>
    /// <exception cref="GobException">The types are not compatible, or the sender's type is not defined.</exception>
    public GobPlan<T> Bind<T>(GobCodec<T> codec, int typeId)
    {
        if (!_plans.TryGetValue((codec, typeId), out var plan))
        {
            plan = codec.Bind(this, typeId);
            _plans.TryAdd((codec, typeId), plan);
        }

        return (GobPlan<T>)plan;
    }

    /// <summary>Registers a plan before its parts exist, so that a type can contain itself.</summary>
    public void Announce<T>(GobCodec<T> codec, int typeId, GobPlan<T> plan) => _plans.Add((codec, typeId), plan);

    /// <summary>Gets the sender's type and checks its kind: as in Go, kinds must match exactly.</summary>
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
    /// Checks that the sender's struct and the local struct have a field in common, if both have fields.
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
