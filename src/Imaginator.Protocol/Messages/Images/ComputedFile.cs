using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.Images;

/// <summary>A file that a generator creates.</summary>
[GobType("filesystem.ComputedFile")]
public sealed record ComputedFile
{
    public string Filename { get; init; } = "";

    public string Source { get; init; } = "";
}
