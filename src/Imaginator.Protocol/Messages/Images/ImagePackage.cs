using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.Images;

/// <summary>An installed package.</summary>
[GobType("image.Package")]
internal sealed record ImagePackage
{
    public string Name { get; init; } = "";

    public ulong Size { get; init; }

    public string Version { get; init; } = "";
}
