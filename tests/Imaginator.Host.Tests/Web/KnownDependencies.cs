using Imaginator.Host.Dependencies;

namespace Imaginator.Host.Tests.Web;

/// <summary>The dependencies that a test gives, drawn by the daemon.</summary>
internal sealed class KnownDependencies : IStreamDependencies
{
    public DependencySnapshot Known { get; set; } = DependencySnapshot.None;

    public DependencySnapshot Current => Known;

    public Task<DependencySnapshot> GetAsync(TimeSpan maxAge, CancellationToken cancellationToken) => Task.FromResult(Known);

    public string Draw(
        DependencySnapshot dependencies, IReadOnlyCollection<string> excludes, IReadOnlyCollection<string> includes) =>
        DependencyGraph.ToDot(dependencies, [], excludes, includes);
}
