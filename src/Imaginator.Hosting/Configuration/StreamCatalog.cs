using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Building.Streams;

namespace Imaginator.Hosting.Configuration;

/// <summary>Says what a stream name means, after the configuration. Immutable and thread-safe.</summary>
/// <param name="bootstrapStreams">The bootstrap streams.</param>
/// <param name="imageStreams">The image streams.</param>
public sealed class StreamCatalog(
    ImmutableSortedDictionary<string, BootstrapStream> bootstrapStreams, ImageStreamsConfiguration imageStreams)
    : IStreamCatalog
{
    /// <summary>Finds a stream: bootstrap streams first, then exact names, then patterns.</summary>
    /// <param name="name">The whole name of the stream.</param>
    /// <returns>The definition (of a pattern: made for this name), or null if the name is unknown.</returns>
    /// <exception cref="ImaginatorException">The name matches two patterns.</exception>
    public StreamDefinition? Find(string name) =>
        bootstrapStreams.GetValueOrDefault(name) ?? (StreamDefinition?)imageStreams.Find(name);

    /// <summary>Finds the stream that somebody who mistyped its name probably meant.</summary>
    /// <param name="name">What was written.</param>
    /// <returns>The name of the stream; null if none is near. Patterns are not considered.</returns>
    public string? FindNearest(string name) =>
        NearestName.Find(name, bootstrapStreams.Keys.Concat(imageStreams.Streams.Select(stream => stream.Name)));

    /// <inheritdoc/>
    public ValueTask<StreamDefinition?> FindAsync(string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Find(name));
}
