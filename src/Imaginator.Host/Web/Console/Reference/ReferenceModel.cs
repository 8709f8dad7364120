using System.Collections.Immutable;

namespace Imaginator.Host.Web.Console.Reference;

/// <summary>The contents of the reference.</summary>
internal sealed record ReferenceModel
{
    /// <summary>The description of the API.</summary>
    public required string Text { get; init; }

    /// <summary>The address of the daemon with the path of its proxy, without a slash at its end.</summary>
    public required string Address { get; init; }

    /// <summary>The ways to authenticate.</summary>
    public required ImmutableArray<DocumentedCredential> Credentials { get; init; }

    public required ImmutableArray<OperationGroup> Groups { get; init; }

    public required ImmutableArray<DocumentedSchema> Schemas { get; init; }
}
