using System.Collections.Immutable;

namespace Imaginator.Host.Web.Console.Reference;

/// <summary>The body of a request.</summary>
internal sealed record DocumentedBody
{
    public required string MediaType { get; init; }

    public required bool IsRequired { get; init; }

    public required ImmutableArray<TypePart> Type { get; init; }

    /// <summary>The fields, with those of the schemas that they refer to.</summary>
    public required ImmutableArray<SchemaField> Fields { get; init; }

    /// <summary>A body with placeholders.</summary>
    public required string Example { get; init; }
}
