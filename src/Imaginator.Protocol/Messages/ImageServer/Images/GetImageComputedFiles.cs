using System.Collections.Immutable;
using Imaginator.Protocol.Messages.Images;

namespace Imaginator.Protocol.Messages.ImageServer.Images;

/// <summary>What <c>GetImageComputedFiles</c> is asked.</summary>
internal sealed record GetImageComputedFilesRequest
{
    public string ImageName { get; init; } = "";
}

/// <summary>What <c>GetImageComputedFiles</c> answers.</summary>
internal sealed record GetImageComputedFilesResponse
{
    public ImmutableArray<ComputedFile> ComputedFiles { get; init; } = [];

    public bool ImageExists { get; init; }
}
