using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.ImageServer.Images;

/// <summary>The request of <c>ImportTree</c>.</summary>
public sealed record ImportTreeRequest
{
    public string DirectoryName { get; init; } = "";

    public GobTime ExpiresAt { get; init; }

    public string TreeUrl { get; init; } = "";
}

/// <summary>The response of <c>ImportTree</c>.</summary>
public sealed record ImportTreeResponse
{
    public ulong FileBytesAdded { get; init; }

    public ulong FileObjectsAdded { get; init; }

    public GobDuration FilesDownloadTime { get; init; }

    public string Error { get; init; } = "";

    public string ImageName { get; init; } = "";

    public ulong TreeBytesAdded { get; init; }

    public ulong TreeObjectsAdded { get; init; }

    public GobDuration TreesDownloadTime { get; init; }
}
