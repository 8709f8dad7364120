using Imaginator.Images;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.ImageServer.Objects;

/// <summary>An object that no image refers to.</summary>
[GobType("imageserver.Object")]
internal sealed record UnreferencedObject
{
    public ObjectHash Hash { get; init; }

    public ulong Size { get; init; }
}
