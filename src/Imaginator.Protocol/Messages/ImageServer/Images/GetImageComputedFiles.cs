using System.Collections.Immutable;
using Imaginator.Protocol.Messages.Images;

namespace Imaginator.Protocol.Messages.ImageServer.Images;

/// <summary>The request of <c>GetImageComputedFiles</c>.</summary>
public sealed record GetImageComputedFilesRequest
{
    public string ImageName { get; init; } = "";
}

/// <summary>The response of <c>GetImageComputedFiles</c>.</summary>
public sealed record GetImageComputedFilesResponse
{
    public ImmutableArray<ComputedFile> ComputedFiles { get; init; } = [];

    public bool ImageExists { get; init; }
}
