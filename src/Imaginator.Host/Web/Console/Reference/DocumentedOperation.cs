using System.Collections.Immutable;

namespace Imaginator.Host.Web.Console.Reference;

/// <summary>An operation of the API.</summary>
internal sealed record DocumentedOperation
{
    /// <summary>The <c>operationId</c>, which is also the id of the section: it does not change.</summary>
    public required string Id { get; init; }

    /// <summary>The tag.</summary>
    public required string Group { get; init; }

    /// <summary>In capitals.</summary>
    public required string Method { get; init; }

    /// <summary>With parameters in braces.</summary>
    public required string Path { get; init; }

    public required string Summary { get; init; }

    /// <summary>More about the operation, or empty.</summary>
    public required string Text { get; init; }

    /// <summary>The permission that a caller must have.</summary>
    public required string Permission { get; init; }

    public required ImmutableArray<DocumentedParameter> Parameters { get; init; }

    /// <summary>The body of a request; null for none.</summary>
    public required DocumentedBody? Body { get; init; }

    public required ImmutableArray<DocumentedAnswer> Answers { get; init; }

    /// <summary>A command that sends a request; see <see cref="CurlExample"/>.</summary>
    public string Example { get; init; } = "";

    /// <summary>Whether the answer is a stream of events.</summary>
    public bool IsStream => Answers.Any(answer => answer.Contents.Any(content => content.MediaType == "text/event-stream"));
}
