using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Building.Streams;

namespace Imaginator.Hosting.Configuration;

/// <summary>Finds the streams of the configuration. Immutable and thread-safe.</summary>
public sealed class StreamCatalog(
    ImmutableSortedDictionary<string, BootstrapStream> bootstrapStreams, ImageStreamsConfiguration imageStreams)
    : IStreamCatalog
{
    /// <summary>Finds a bootstrap stream, an image stream, or a pattern that matches, in this order. Null if the name is unknown.</summary>
    public StreamDefinition? Find(string name) =>
        bootstrapStreams.GetValueOrDefault(name) ?? (StreamDefinition?)imageStreams.Find(name);

    /// <inheritdoc/>
    /// <remarks>Finds streams, but not patterns.</remarks>
    public string? FindNearest(string name) =>
        NearestName.Find(name, bootstrapStreams.Keys.Concat(imageStreams.Streams.Select(stream => stream.Name)));

    /// <inheritdoc/>
    public ValueTask<StreamDefinition?> FindAsync(string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Find(name));
}
