using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api.Messages.Images;

/// <summary>A page of the entries of a directory of an image, in the byte order of their names.</summary>
internal sealed record ApiDirectory
{
    public required ApiFile Directory { get; init; }

    public required ImmutableArray<ApiFile> Entries { get; init; }

    /// <summary>The address of the next page; absent on the last page.</summary>
    public string? Next { get; init; }
}
