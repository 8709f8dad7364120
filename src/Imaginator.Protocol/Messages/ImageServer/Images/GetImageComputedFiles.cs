using System.Collections.Immutable;
using Imaginator.Protocol.Messages.Images;

namespace Imaginator.Protocol.Messages.ImageServer.Images;

/// <summary>What <c>GetImageComputedFiles</c> is asked.</summary>
public sealed record GetImageComputedFilesRequest
{
    public string ImageName { get; init; } = "";
}

/// <summary>What <c>GetImageComputedFiles</c> answers.</summary>
public sealed record GetImageComputedFilesResponse
{
    public ImmutableArray<ComputedFile> ComputedFiles { get; init; } = [];

    public bool ImageExists { get; init; }
}
