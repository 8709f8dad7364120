using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.ImageServer.Archives;

/// <summary>The request of <c>RestoreImageFromArchive</c>.</summary>
public sealed record RestoreImageFromArchiveRequest
{
    public GobTime ExpiresAt { get; init; }

    public ReadOnlyMemory<byte> ArchiveData { get; init; }
}

/// <summary>The response of <c>RestoreImageFromArchive</c>.</summary>
public sealed record RestoreImageFromArchiveResponse
{
    public string Error { get; init; } = "";

    public string ReplicationMaster { get; init; } = "";
}
