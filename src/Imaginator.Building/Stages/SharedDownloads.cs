using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Building.Packaging;
using Imaginator.Building.Sandboxing;

namespace Imaginator.Building.Stages;

/// <summary>
/// Has the package tools of a build download through the cache that all builds share. Only they: what scripts fetch is
/// no business of the cache's.
/// </summary>
internal static class SharedDownloads
{
    // What apt, dnf and wget heed. https: URLs are fetched past the cache, which could not look into them.
    private const string ProxyVariable = "http_proxy";

    /// <summary>Runs commands whose downloads are shared, if there is a cache and it can be used.</summary>
    /// <param name="session">The build.</param>
    /// <param name="environment">The environment variables of the commands. A proxy in them is used for what must be fetched.</param>
    /// <param name="work">Runs the commands with the environment variables that it is given.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was downloaded, for the build log; null for nothing.</returns>
    public static async Task<string?> UseAsync(
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

    private static async Task<IPackageDownloads?> ServeAsync(
        BuildSession session, ImmutableSortedDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        // A build without network has no way to the cache, and gets none.
        if (session.Environment.Packages is not { } cache || session.Network() == SandboxNetwork.None)
        {
            return null;
        }

        Uri? upstream = null;
        if (environment.GetValueOrDefault(ProxyVariable) is { Length: > 0 } proxy
            && !Uri.TryCreate(proxy, UriKind.Absolute, out upstream))
        {
            // The tools may make something of it; the cache does not.
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
