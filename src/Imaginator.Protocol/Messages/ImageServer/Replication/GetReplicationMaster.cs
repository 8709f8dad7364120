namespace Imaginator.Protocol.Messages.ImageServer.Replication;

/// <summary>The request of <c>GetReplicationMaster</c>.</summary>
public sealed record GetReplicationMasterRequest;

/// <summary>The response of <c>GetReplicationMaster</c>.</summary>
public sealed record GetReplicationMasterResponse
{
    public string Error { get; init; } = "";

    public string ReplicationMaster { get; init; } = "";
}
