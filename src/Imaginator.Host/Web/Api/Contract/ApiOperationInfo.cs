using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api.Contract;

/// <summary>The description of an operation in the OpenAPI document.</summary>
internal sealed record ApiOperationInfo
{
    /// <summary>The name of the operation in programs that are generated from the document, for example <c>startBuild</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The group of the operation; see <see cref="ApiGroups"/>.</summary>
    public required string Group { get; init; }

    /// <summary>The effect in a few words.</summary>
    public required string Summary { get; init; }

    /// <summary>More about the operation, or empty.</summary>
    public string Text { get; init; } = "";

    /// <summary>The permission that a caller must have; see <see cref="ApiPermissions"/>.</summary>
    public required string Permission { get; init; }

    public ImmutableArray<ApiParameterInfo> Parameters { get; init; } = [];

    /// <summary>The type of the JSON body of the request; null for a request without a body.</summary>
    public Type? Body { get; init; }

    /// <summary>Whether a request can leave the body out.</summary>
    public bool HasOptionalBody { get; init; }

    public required ImmutableArray<ApiAnswerInfo> Answers { get; init; }

    /// <summary>The status codes of errors, besides those of every operation.</summary>
    public ImmutableArray<int> Problems { get; init; } = [];
}
