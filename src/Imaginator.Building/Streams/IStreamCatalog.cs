namespace Imaginator.Building.Streams;

/// <summary>Says what a stream name means. Thread-safe.</summary>
public interface IStreamCatalog
{
    /// <summary>Finds a stream: bootstrap streams first, then exact names, then patterns.</summary>
    /// <param name="name">The whole name of the stream.</param>
    /// <returns>The definition (of a pattern: made for this name), or null if the name is unknown.</returns>
    /// <exception cref="ImaginatorException">The name matches two patterns.</exception>
    StreamDefinition? Find(string name);
}
