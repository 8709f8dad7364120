using Imaginator.Images;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.Images;

/// <summary>A text attached to an image: an object or a URL.</summary>
[GobType("image.Annotation")]
public sealed record ImageAnnotation
{
    public ObjectHash? Object { get; init; }

    public string URL { get; init; } = "";
}
