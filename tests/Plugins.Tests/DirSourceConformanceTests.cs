using System.Globalization;
using Imaginator.Manifests;
using Imaginator.Plugins.DirSource;
using Imaginator.Testing;
using Microsoft.Extensions.Logging;

namespace Plugins.Tests;

public sealed class DirSourceConformanceTests : ManifestSourceConformance
{
    private readonly TemporaryDirectory _directory = new();
    private int _manifests;

    protected override bool HasRevisions => false;

    protected override bool CanContain(ManifestEntryKind kind) => true;

    protected override IManifestSource CreateSource(ILoggerFactory loggers) =>
        new PluginUnderTest(new DirSourcePlugin(), loggers: loggers).Get<IManifestSource>();

    protected override IManifestSource CreateLimitedSource(long maximumBytes)
    {
        var settings = new Dictionary<string, string?> { ["MaximumBytes"] = maximumBytes.ToString(CultureInfo.InvariantCulture) };
        return new PluginUnderTest(new DirSourcePlugin(), settings).Get<IManifestSource>();
    }

    protected override Task<string> CreateManifestAsync(IReadOnlyList<ManifestEntry> entries, CancellationToken cancellationToken)
    {
        var path = _directory.PathOf($"manifest{++_manifests}");
        Write(path, entries);
        return Task.FromResult("dir://" + path);
    }

    protected override Task ChangeManifestAsync(
        string url, IReadOnlyList<ManifestEntry> entries, CancellationToken cancellationToken)
    {
        Write(url["dir://".Length..], entries);
        return Task.CompletedTask;
    }

    protected override void Dispose(bool disposing)
    {
        _directory.Dispose();
        base.Dispose(disposing);
    }

    private static void Write(string path, IReadOnlyList<ManifestEntry> entries)
    {
        foreach (var entry in entries)
        {
            entry.WriteTo(path);
        }
    }
}
