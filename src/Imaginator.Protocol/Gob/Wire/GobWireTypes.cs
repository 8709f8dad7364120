using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Gob.Wire;

/// <summary>The types that a stream has defined.</summary>
public sealed class GobWireTypes(GobLimits limits)
{
    private const int FirstId = 64;

    private static readonly GobWireType?[] BasicTypes =
    [
        null, .. Enumerable.Range(1, (int)GobKind.Interface).Select(id => new GobWireType((GobKind)id)),
    ];

    private readonly Dictionary<int, GobWireType> _types = [];

    /// <summary>Gets a type.</summary>
    /// <exception cref="GobException">The type is not defined.</exception>
    public GobWireType Get(int id) =>
        id > 0 && id < BasicTypes.Length ? BasicTypes[id]!
        : _types.TryGetValue(id, out var type) ? type
        : throw new GobException($"type id {id} is not defined");

    /// <summary>Adds a type.</summary>
    /// <exception cref="GobException">The id is in use, or there are too many types.</exception>
    public void Add(long id, GobWireType type)
    {
        if (id is < FirstId or > int.MaxValue)
        {
            throw new GobException($"type id {id} cannot be defined");
        }

        if (_types.Count == limits.MaxTypes)
        {
            throw new GobException($"more than {limits.MaxTypes} types are defined");
        }

        if (!_types.TryAdd((int)id, type))
        {
            throw new GobException($"type id {id} is defined twice");
        }
    }
}
