namespace Imaginator.Protocol.Messages.ImageServer.Replication;

/// <summary>What <c>GetReplicationMaster</c> is asked.</summary>
internal sealed record GetReplicationMasterRequest;

/// <summary>What <c>GetReplicationMaster</c> answers.</summary>
internal sealed record GetReplicationMasterResponse
{
    public string Error { get; init; } = "";

    public string ReplicationMaster { get; init; } = "";
}
