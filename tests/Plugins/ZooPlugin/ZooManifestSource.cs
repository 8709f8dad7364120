using Imaginator.Logging;
using Imaginator.Manifests;
using Microsoft.Extensions.Logging;

namespace Imaginator.TestPlugins;

internal sealed partial class ZooManifestSource(ILogger<ZooManifestSource> logger, string beast) : IManifestSource
{
    private static readonly string[] OwnSchemes = ["zoo", "cage"];

    public IReadOnlyCollection<string> Schemes => beast == "schemes" ? throw new InvalidOperationException("a bug") : OwnSchemes;

    public FetchIsolation IsolationOf(string scheme) => beast == "isolation"
        ? throw new InvalidOperationException("a bug")
        : scheme == "cage" ? FetchIsolation.Process : FetchIsolation.None;

    public Task<ManifestRevision> FetchAsync(ManifestRequest request, IBuildLog log, CancellationToken cancellationToken)
    {
        var way = new Uri(request.Url).Host;
        LogWay(logger, way);
        if (way == "blocks")
        {
            Hanging.Block();
        }

        if (way == "refuses")
        {
            throw new ManifestFetchException(ManifestFetchError.AccessDenied, "cannot fetch: no");
        }

        return Hanging.EndAsync(way, () => new ManifestRevision("zoo"), cancellationToken);
    }

    [LoggerMessage(100_002, LogLevel.Information, "The way is {Way}")]
    private static partial void LogWay(ILogger logger, string way);
}
