namespace Imaginator.Host.Dependencies;

/// <summary>What the streams depend on. Thread-safe.</summary>
internal interface IStreamDependencies
{
    /// <summary>Gets what is known.</summary>
    /// <param name="maxAge">
    /// How long ago the last attempt to find out may be; where it is longer ago, another one is waited for. Zero: whatever
    /// there is.
    /// </param>
    /// <param name="cancellationToken">Waits no longer.</param>
    /// <returns>What is known.</returns>
    Task<DependencySnapshot> GetAsync(TimeSpan maxAge, CancellationToken cancellationToken);

    /// <summary>Draws it for Graphviz.</summary>
    /// <param name="dependencies">What is known.</param>
    /// <param name="excludes">Streams, or directories of streams, to leave out, with what depends on them.</param>
    /// <param name="includes">Streams, or directories of streams, to draw with what depends on them and what they depend on;
    /// none for all.</param>
    /// <returns>The graph.</returns>
    string Draw(DependencySnapshot dependencies, IReadOnlyCollection<string> excludes, IReadOnlyCollection<string> includes);
}
