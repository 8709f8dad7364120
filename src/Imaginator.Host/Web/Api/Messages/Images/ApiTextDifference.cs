using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api.Messages.Images;

/// <summary>The differences of one file between two images, line by line.</summary>
internal sealed record ApiTextDifference
{
    public required string Path { get; init; }

    /// <summary>Why the contents cannot be compared as text; absent if they are compared.</summary>
    public string? Fault { get; init; }

    /// <summary>The differing lines with their surroundings.</summary>
    public required ImmutableArray<ApiComparedLine> Lines { get; init; }
}
