using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.ImageServer.Archives;

/// <summary>What <c>RestoreImageFromArchive</c> is asked.</summary>
internal sealed record RestoreImageFromArchiveRequest
{
    public GobTime ExpiresAt { get; init; }

    public ReadOnlyMemory<byte> ArchiveData { get; init; }
}

/// <summary>What <c>RestoreImageFromArchive</c> answers.</summary>
internal sealed record RestoreImageFromArchiveResponse
{
    public string Error { get; init; } = "";

    public string ReplicationMaster { get; init; } = "";
}
