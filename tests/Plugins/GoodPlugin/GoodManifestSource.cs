using Imaginator.Logging;
using Imaginator.Manifests;

namespace Imaginator.TestPlugins;

internal sealed class GoodManifestSource : IManifestSource
{
    public IReadOnlyCollection<string> Schemes => ["good", "good+tls"];

    public Task<ManifestRevision> FetchAsync(ManifestRequest request, IBuildLog log, CancellationToken cancellationToken) =>
        Task.FromResult(new ManifestRevision(request.GitBranch));
}
