namespace Imaginator.Protocol.Messages.ImageServer.Archives;

/// <summary>What <c>GetImageArchive</c> is asked.</summary>
internal sealed record GetImageArchiveRequest
{
    public string ImageName { get; init; } = "";
}

/// <summary>What <c>GetImageArchive</c> answers.</summary>
internal sealed record GetImageArchiveResponse
{
    public ReadOnlyMemory<byte> ArchiveData { get; init; }

    public string Error { get; init; } = "";

    public string ReplicationMaster { get; init; } = "";
}
