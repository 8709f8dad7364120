using System.Collections.Immutable;
using Imaginator.Building.Sandboxing.Networks;

namespace Imaginator.Building.Packaging;

/// <summary>The servers that a command can reach through the package cache.</summary>
/// <param name="Network">The network policy of the build.</param>
public sealed record DownloadPolicy(SandboxNetwork Network)
{
    /// <summary>The HTTP proxy that the command would use without the cache; null for none.</summary>
    public Uri? Upstream { get; init; }

    /// <summary>
    /// The HTTPS servers that commands reach with <see cref="SandboxNetwork.Packages"/>, in the notation of
    /// <see cref="Sandboxing.Networks.HostPattern"/>.
    /// </summary>
    public ImmutableArray<string> AllowedHosts { get; init; } = [];

    /// <summary>The names of files that the cache keeps in addition to those that it knows.</summary>
    public RepositoryPatterns Repositories { get; init; } = RepositoryPatterns.None;

    /// <summary>
    /// Whether the cache asks the repository if a list changed, before the command gets a list that another command fetched.
    /// </summary>
    public bool AsksRepositories { get; init; }

    /// <summary>Gets a line for the build log for each connection that the policy denies. Thread-safe.</summary>
    public Action<string> Denied { get; init; } = _ => { };
}
