namespace Imaginator.Protocol.Messages.ImageServer.Replication;

/// <summary>The request of <c>GetFilteredImageUpdates</c>.</summary>
public sealed record GetFilteredImageUpdatesRequest
{
    public bool IgnoreExpiring { get; init; }
}
