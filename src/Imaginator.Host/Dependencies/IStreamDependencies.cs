namespace Imaginator.Host.Dependencies;

/// <summary>What the streams depend on. Thread-safe.</summary>
internal interface IStreamDependencies
{
    /// <summary>Gets what is known.</summary>
    /// <param name="maxAge">
    /// How long ago the last attempt to find out may be, at least 2 s; where it is longer ago, another one is waited for.
    /// Zero: whatever there is. Attempts rest ten times as long as they took, at least 10 s.
    /// </param>
    /// <param name="cancellationToken">Waits no longer.</param>
    /// <returns>What is known.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled, or the daemon stops.</exception>
    Task<DependencySnapshot> GetAsync(TimeSpan maxAge, CancellationToken cancellationToken);

    /// <summary>Draws it for Graphviz.</summary>
    /// <param name="dependencies">What is known.</param>
    /// <param name="excludes">Streams, or directories of streams, to leave out, with what depends on them.</param>
    /// <param name="includes">Streams, or directories of streams, to draw with what depends on them and what they depend on;
    /// none for all.</param>
    /// <returns>The graph.</returns>
    string Draw(DependencySnapshot dependencies, IReadOnlyCollection<string> excludes, IReadOnlyCollection<string> includes);
}
