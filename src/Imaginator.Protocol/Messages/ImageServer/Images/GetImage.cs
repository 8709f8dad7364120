using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.Images;

namespace Imaginator.Protocol.Messages.ImageServer.Images;

/// <summary>The request of <c>GetImage</c>.</summary>
public sealed record GetImageRequest
{
    public string ImageName { get; init; } = "";

    public bool IgnoreFilesystem { get; init; }

    public bool IgnoreFilesystemIfExpiring { get; init; }

    public GobDuration Timeout { get; init; }
}

/// <summary>The response of <c>GetImage</c>.</summary>
public sealed record GetImageResponse
{
    public DominatorImage? Image { get; init; }

    public string InformationDatabaseURL { get; init; } = "";
}
