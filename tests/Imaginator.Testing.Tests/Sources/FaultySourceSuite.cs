using System.Globalization;
using Imaginator.Manifests;
using Imaginator.Plugins.DirSource;
using Microsoft.Extensions.Logging;

namespace Imaginator.Testing.Tests.Sources;

/// <summary>The suite against a <see cref="FaultySource"/>.</summary>
public abstract class FaultySourceSuite : ManifestSourceConformance
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SourceFault _fault;
    private int _manifests;

    private protected FaultySourceSuite(SourceFault fault) => _fault = fault;

    protected override bool CanContain(ManifestEntryKind kind) => kind != ManifestEntryKind.Device;

    protected override IManifestSource CreateSource(ILoggerFactory loggers) => Create([], loggers);

    protected override IManifestSource CreateLimitedSource(long maximumBytes)
    {
        var settings = new Dictionary<string, string?>();
        if (_fault != SourceFault.HasNoLimit)
        {
            settings["MaximumBytes"] = maximumBytes.ToString(CultureInfo.InvariantCulture);
        }

        return Create(settings, new LogRecorder());
    }

    protected override Task<string> CreateManifestAsync(IReadOnlyList<ManifestEntry> entries, CancellationToken cancellationToken)
    {
        var url = "dir://" + _directory.PathOf($"manifest{++_manifests}");
        return Task.FromResult(Write(url, entries));
    }

    protected override Task ChangeManifestAsync(
        string url, IReadOnlyList<ManifestEntry> entries, CancellationToken cancellationToken) =>
        Task.FromResult(Write(url, entries));

    protected override void Dispose(bool disposing)
    {
        _directory.Dispose();
        base.Dispose(disposing);
    }

    private FaultySource Create(Dictionary<string, string?> settings, ILoggerFactory loggers) =>
        new(new PluginUnderTest(new DirSourcePlugin(), settings, loggers: loggers).Get<IManifestSource>(), _fault);

    private static string Write(string url, IReadOnlyList<ManifestEntry> entries)
    {
        foreach (var entry in entries)
        {
            entry.WriteTo(url["dir://".Length..]);
        }

        return url;
    }
}
