using System.Collections.Immutable;

namespace Imaginator.Host.Web.Console.Reference;

/// <summary>A field of an object.</summary>
internal sealed record SchemaField
{
    public required string Name { get; init; }

    public required ImmutableArray<TypePart> Type { get; init; }

    public required bool IsRequired { get; init; }

    public required string Text { get; init; }

    /// <summary>The only possible values; empty if there is no such list.</summary>
    public required ImmutableArray<string> Values { get; init; }

    /// <summary>
    /// The fields of the value, or of its entries. Empty for a simple value, and for a schema that is only a link: its section has the fields.
    /// </summary>
    public required ImmutableArray<SchemaField> Fields { get; init; }

    /// <summary>The text after the type.</summary>
    public string Note => (IsRequired ? ", required" : "") + (Values.IsEmpty ? "" : ": " + string.Join(", ", Values));
}
