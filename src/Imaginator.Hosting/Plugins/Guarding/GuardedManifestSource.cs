using Imaginator.Logging;
using Imaginator.Manifests;

namespace Imaginator.Hosting.Plugins.Guarding;

/// <summary>A manifest source of a plugin, for one URL scheme.</summary>
internal sealed class GuardedManifestSource(string ownScheme, IManifestSource source, PluginGuard guard) : IManifestSource
{
    private static readonly PluginCall Fetch = new(PluginGuard.FetchCall, PluginCallKind.Transfer);

    public IReadOnlyCollection<string> Schemes => [ownScheme];

    public FetchIsolation IsolationOf(string scheme) =>
        guard.Read($"{nameof(IManifestSource)}.{nameof(IManifestSource.IsolationOf)}", () => source.IsolationOf(scheme));

    public async Task<ManifestRevision> FetchAsync(ManifestRequest request, IBuildLog log, CancellationToken cancellationToken)
    {
        var output = new GuardedBuildLog(log);
        try
        {
            return await guard.CallAsync(Fetch, token => source.FetchAsync(request, output, token), cancellationToken);
        }
        finally
        {
            output.Close();
        }
    }
}
