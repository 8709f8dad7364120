using System.Collections.Immutable;

namespace Imaginator.Host.Web.Console.Reference;

/// <summary>The operations of a tag.</summary>
internal sealed record OperationGroup(string Name, ImmutableArray<DocumentedOperation> Operations)
{
    /// <summary>The id of the heading.</summary>
    public string Anchor => "tag-" + Name.Replace(' ', '-');
}
