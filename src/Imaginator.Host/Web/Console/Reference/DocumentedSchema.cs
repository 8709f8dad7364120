using System.Collections.Immutable;

namespace Imaginator.Host.Web.Console.Reference;

/// <summary>A schema with a name.</summary>
internal sealed record DocumentedSchema(string Name, string Text, ImmutableArray<SchemaField> Fields)
{
    /// <summary>The id of the section.</summary>
    public string Anchor => AnchorOf(Name);

    /// <summary>The id of the section of a schema.</summary>
    public static string AnchorOf(string name) => "schema-" + name;
}
