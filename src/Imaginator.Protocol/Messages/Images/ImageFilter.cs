using System.Collections.Immutable;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.Images;

/// <summary>What is left out of an image.</summary>
[GobType("filter.Filter")]
internal sealed record ImageFilter
{
    public ImmutableArray<string> FilterLines { get; init; } = [];
}
