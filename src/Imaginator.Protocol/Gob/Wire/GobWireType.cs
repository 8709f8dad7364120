using System.Collections.Immutable;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Gob.Wire;

/// <summary>A type as its sender defines it.</summary>
public sealed record GobWireType(GobKind Kind)
{
    /// <summary>The name, for messages only.</summary>
    public string Name { get; init; } = "";

    /// <summary>The type id of the elements; 0 for kinds without elements.</summary>
    public int ElementId { get; init; }

    /// <summary>The type id of the keys; 0 for kinds without keys.</summary>
    public int KeyId { get; init; }

    /// <summary>The length of an array.</summary>
    public long Length { get; init; }

    /// <summary>The fields of a struct.</summary>
    public ImmutableArray<GobWireField> Fields { get; init; } = [];
}

/// <summary>A field as its sender defines it.</summary>
public readonly record struct GobWireField(string Name, int TypeId);
