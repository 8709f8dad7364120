namespace Imaginator.Protocol.Messages.ImageServer.Replication;

/// <summary>What <c>GetReplicationMaster</c> is asked.</summary>
public sealed record GetReplicationMasterRequest;

/// <summary>What <c>GetReplicationMaster</c> answers.</summary>
public sealed record GetReplicationMasterResponse
{
    public string Error { get; init; } = "";

    public string ReplicationMaster { get; init; } = "";
}
