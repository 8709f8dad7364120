using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.Images;

namespace Imaginator.Protocol.Messages.ImageServer.Images;

/// <summary>What <c>GetImage</c> is asked.</summary>
internal sealed record GetImageRequest
{
    public string ImageName { get; init; } = "";

    public bool IgnoreFilesystem { get; init; }

    public bool IgnoreFilesystemIfExpiring { get; init; }

    public GobDuration Timeout { get; init; }
}

/// <summary>What <c>GetImage</c> answers.</summary>
internal sealed record GetImageResponse
{
    public DominatorImage? Image { get; init; }

    public string InformationDatabaseURL { get; init; } = "";
}
