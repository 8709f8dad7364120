namespace Imaginator.Building.Streams;

/// <summary>Resolves stream names. Thread-safe.</summary>
public interface IStreamCatalog
{
    /// <summary>
    /// Finds a stream: bootstrap streams first, then exact names, then patterns, whose definition is made for this name. A
    /// catalogue may reload the configuration before it returns null for an unknown name. If the name matches two patterns, it
    /// throws an <see cref="ImaginatorException"/>.
    /// </summary>
    ValueTask<StreamDefinition?> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>Finds the stream whose name is most similar to an unknown name; null if none is similar.</summary>
    string? FindNearest(string name) => null;
}
