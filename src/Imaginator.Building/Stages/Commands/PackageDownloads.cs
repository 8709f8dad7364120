using System.Collections.Immutable;
using Imaginator.Building.Packaging;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Sessions;

namespace Imaginator.Building.Stages.Commands;

/// <summary>
/// Directs the downloads of package tools through the cache that all builds share. Scripts do not use the cache.
/// </summary>
/// <param name="cache">The cache; null if nothing is shared.</param>
internal sealed class PackageDownloads(IPackageCache? cache)
{
    // Apt, dnf and wget respect it. https: URLs bypass the cache, which cannot look into them.
    private const string ProxyVariable = "http_proxy";

    /// <summary>Runs commands that download through the cache, if there is one and it is usable.</summary>
    /// <param name="session">The build.</param>
    /// <param name="environment">The environment variables of the commands. The cache uses the proxy in them.</param>
    /// <param name="work">Runs the commands with the environment variables that it gets.</param>
    /// <param name="cancellationToken">Cancels the wait for the cache.</param>
    /// <returns>A summary of the downloads for the build log; null if there were none.</returns>
    public async Task<string?> UseAsync(
        BuildSession session,
        ImmutableSortedDictionary<string, string> environment,
        Func<ImmutableSortedDictionary<string, string>, Task> work,
        CancellationToken cancellationToken)
    {
        if (await ServeAsync(session, environment, cancellationToken) is not { } downloads)
        {
            await work(environment);
            return null;
        }

        await using (downloads)
        {
            await work(environment.SetItem(ProxyVariable, downloads.Proxy.AbsoluteUri));
            return downloads.Count.Describe();
        }
    }

    private async Task<IPackageDownloads?> ServeAsync(
        BuildSession session, ImmutableSortedDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        // A build without network cannot reach the cache.
        if (cache is null || session.Network() == SandboxNetwork.None)
        {
            return null;
        }

        Uri? upstream = null;
        if (environment.GetValueOrDefault(ProxyVariable) is { Length: > 0 } proxy
            && !Uri.TryCreate(proxy, UriKind.Absolute, out upstream))
        {
            // The tools may understand it; the cache does not.
            return null;
        }

        try
        {
            return await cache.ServeAsync(upstream, cancellationToken);
        }
        catch (ImaginatorException e)
        {
            session.Log.WarnOnce([$"packages are downloaded without the cache: {e.Message}"]);
            return null;
        }
    }
}
