namespace Imaginator.Protocol.Messages.ImageServer.Replication;

/// <summary>What <c>GetFilteredImageUpdates</c> is asked.</summary>
internal sealed record GetFilteredImageUpdatesRequest
{
    public bool IgnoreExpiring { get; init; }
}
