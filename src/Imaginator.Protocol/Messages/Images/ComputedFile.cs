using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.Images;

/// <summary>A file that a generator makes.</summary>
[GobType("filesystem.ComputedFile")]
internal sealed record ComputedFile
{
    public string Filename { get; init; } = "";

    public string Source { get; init; } = "";
}
