namespace Imaginator.Building.Streams;

/// <summary>Says what a stream name means. Thread-safe.</summary>
public interface IStreamCatalog
{
    /// <summary>Finds a stream: bootstrap streams first, then exact names, then patterns.</summary>
    /// <param name="name">The whole name of the stream.</param>
    /// <param name="cancellationToken">Gives up; a catalogue may read the configuration again before it says no.</param>
    /// <returns>The definition (of a pattern: made for this name), or null if the name is unknown.</returns>
    /// <exception cref="ImaginatorException">The name matches two patterns.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    ValueTask<StreamDefinition?> FindAsync(string name, CancellationToken cancellationToken);
}
