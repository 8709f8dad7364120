using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api.Messages.Images;

/// <summary>A page of images, in the byte order of their names.</summary>
internal sealed record ApiImages
{
    public required ImmutableArray<ApiImageSummary> Images { get; init; }

    /// <summary>The address of the next page; absent on the last page.</summary>
    public string? Next { get; init; }
}
