using System.Collections.Immutable;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.Images;

/// <summary>The patterns of paths that are excluded from an image.</summary>
[GobType("filter.Filter")]
public sealed record ImageFilter
{
    public ImmutableArray<string> FilterLines { get; init; } = [];
}
