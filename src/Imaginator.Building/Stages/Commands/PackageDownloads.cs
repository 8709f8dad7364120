using System.Collections.Immutable;
using System.Globalization;
using Imaginator.Building.Builds;
using Imaginator.Building.Packaging;
using Imaginator.Building.Sandboxing.Networks;
using Imaginator.Building.Sessions;

namespace Imaginator.Building.Stages.Commands;

/// <summary>
/// Directs the downloads of package tools through the cache that all builds share. Scripts do not use the cache, unless its proxy is
/// their only way to other machines (network policy <c>packages</c>).
/// </summary>
/// <param name="cache">The cache; null if nothing is shared.</param>
internal sealed class PackageDownloads(IPackageCache? cache)
{
    // Apt, dnf and wget respect it. https: URLs bypass the cache, which cannot look into them.
    private const string ProxyVariable = "http_proxy";
    private const string TunnelVariable = "https_proxy";
    private const string NoProxyVariable = "no_proxy";
    private const string OwnAddresses = "localhost,127.0.0.1,::1";

    /// <summary>Runs commands that download through the cache, if there is one and it is usable.</summary>
    /// <param name="session">The build.</param>
    /// <param name="environment">The environment variables of the commands. The cache uses the proxy in them.</param>
    /// <param name="work">Runs the commands with the environment variables that it gets.</param>
    /// <param name="cancellationToken">Cancels the wait for the cache.</param>
    /// <returns>A summary of the downloads for the build log; null if there were none.</returns>
    /// <exception cref="ImaginatorException">The network policy requires the cache, and it is unusable.</exception>
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
            await work(Add(environment, downloads.Proxy, session.Network()));
            return Describe(downloads);
        }
    }

    /// <summary>Runs scripts, which use the proxy only if they reach nothing else.</summary>
    /// <inheritdoc cref="UseAsync"/>
    public async Task<string?> UseInScriptsAsync(
        BuildSession session,
        ImmutableSortedDictionary<string, string> environment,
        Func<ImmutableSortedDictionary<string, string>, Task> work,
        CancellationToken cancellationToken)
    {
        if (cache is not null && session.Network() == SandboxNetwork.Packages)
        {
            return await UseAsync(session, environment, work, cancellationToken);
        }

        await work(environment);
        return null;
    }

    private static ImmutableSortedDictionary<string, string> Add(
        ImmutableSortedDictionary<string, string> environment, Uri proxy, SandboxNetwork network)
    {
        if (network == SandboxNetwork.Host)
        {
            return environment.SetItem(ProxyVariable, proxy.AbsoluteUri);
        }

        // The same proxy, at a port inside the sandbox.
        var inside = new UriBuilder(proxy) { Port = BuildNetwork.ProxyPort }.Uri.AbsoluteUri;
        var variables = environment.SetItem(ProxyVariable, inside);
        return network == SandboxNetwork.Packages
            ? variables.SetItem(TunnelVariable, inside).SetItem(NoProxyVariable, OwnAddresses)
            : variables;
    }

    private static void ThrowIfRequired(SandboxNetwork network, string reason)
    {
        if (network == SandboxNetwork.Packages)
        {
            throw new ImaginatorException($"network policy \"{network.NameOf()}\": {reason}");
        }
    }

    // The schedule names no requestor, and skips builds without changes.
    private static bool IsRequestedByPerson(BuildRequest request) =>
        request.SkipIfUnchangedFor == TimeSpan.Zero || request.RequestedBy.Length > 0;

    private static string? Describe(IPackageDownloads downloads)
    {
        var count = downloads.Count.Describe();
        return count is not null && downloads.ListsAge is { } age
            ? string.Create(CultureInfo.InvariantCulture, $"{count}, lists checked {age.TotalSeconds:0} s ago")
            : count;
    }

    private async Task<IPackageDownloads?> ServeAsync(
        BuildSession session, ImmutableSortedDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        // A build without network cannot reach the cache.
        var network = session.Network();
        if (network == SandboxNetwork.None)
        {
            return null;
        }

        if (cache is null)
        {
            ThrowIfRequired(
                network,
                "downloads require the package cache, which is turned off; set packageCacheSize, or set Network to open, host or none");
            return null;
        }

        Uri? upstream = null;
        if (environment.GetValueOrDefault(ProxyVariable) is { Length: > 0 } proxy
            && !Uri.TryCreate(proxy, UriKind.Absolute, out upstream))
        {
            // The tools may understand it; the cache does not.
            ThrowIfRequired(network, $"{ProxyVariable} \"{proxy}\" is not a URL; use http://HOST:PORT/");
            return null;
        }

        try
        {
            return await cache.ServeAsync(
                session.Downloads(upstream) with { AsksRepositories = IsRequestedByPerson(session.Request) }, cancellationToken);
        }
        catch (ImaginatorException e) when (network != SandboxNetwork.Packages)
        {
            session.Log.WarnOnce([$"packages are downloaded without the cache: {e.Message}"]);
            return null;
        }
    }
}
