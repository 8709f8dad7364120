namespace Imaginator.Host.Dependencies;

/// <summary>The dependencies of the streams. Thread-safe.</summary>
internal interface IStreamDependencies
{
    /// <summary>The known dependencies; unlike <see cref="GetAsync"/>, asks for no other attempt.</summary>
    DependencySnapshot Current { get; }

    /// <summary>
    /// Gets the known dependencies. If the last attempt is older than the maximum age, waits for another attempt. The maximum
    /// age is at least 2 s; zero accepts any age. The rest after an attempt is ten times its duration, at least 10 s.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller cancelled, or the daemon stops.</exception>
    Task<DependencySnapshot> GetAsync(TimeSpan maxAge, CancellationToken cancellationToken);

    /// <summary>
    /// Draws dependencies for Graphviz. Streams, and directories of streams, in the excludes are omitted with all streams built
    /// on them. The includes restrict the graph to streams, those built on them and those that they are built on; none for all.
    /// </summary>
    string Draw(DependencySnapshot dependencies, IReadOnlyCollection<string> excludes, IReadOnlyCollection<string> includes);
}
