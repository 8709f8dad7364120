namespace Imaginator.Protocol.Messages.ImageServer.Archives;

/// <summary>The request of <c>GetImageArchive</c>.</summary>
public sealed record GetImageArchiveRequest
{
    public string ImageName { get; init; } = "";
}

/// <summary>The response of <c>GetImageArchive</c>.</summary>
public sealed record GetImageArchiveResponse
{
    public ReadOnlyMemory<byte> ArchiveData { get; init; }

    public string Error { get; init; } = "";

    public string ReplicationMaster { get; init; } = "";
}
