using System.Collections.Immutable;
using Imaginator.Building.Streams;

namespace Imaginator.Hosting.Configuration;

/// <summary>Says what a stream name means, after the configuration. Immutable and thread-safe.</summary>
/// <param name="bootstrapStreams">The bootstrap streams.</param>
/// <param name="imageStreams">The image streams.</param>
public sealed class StreamCatalog(
    ImmutableSortedDictionary<string, BootstrapStream> bootstrapStreams, ImageStreamsConfiguration imageStreams)
    : IStreamCatalog
{
    /// <inheritdoc/>
    public StreamDefinition? Find(string name) =>
        bootstrapStreams.GetValueOrDefault(name) ?? (StreamDefinition?)imageStreams.Find(name);
}
