using Imaginator.Protocol.Messages.Images;

namespace Imaginator.Protocol.Messages.ImageServer.Replication;

/// <summary>A change of the images or directories of a server.</summary>
internal sealed record ImageUpdate
{
    public string Name { get; init; } = "";

    public ImageDirectory? Directory { get; init; }

    public ulong Operation { get; init; }
}
