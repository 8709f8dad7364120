using Imaginator.Manifests;
using Imaginator.Testing;
using Microsoft.Extensions.Logging;

namespace TemplateNamespace.Tests;

/// <summary>The conformance suite for manifest sources. Override its optional members for servers that do not answer, and for limits.</summary>
public sealed class ManifestSourceTests : ManifestSourceConformance
{
    private const string Prefix = "template-scheme://";

    private readonly string _directory = Directory.CreateTempSubdirectory("manifests-").FullName;

    protected override bool HasRevisions => false;

    protected override IManifestSource CreateSource(ILoggerFactory loggers) =>
        new PluginUnderTest(new Plugin(), loggers: loggers).Get<IManifestSource>();

    protected override Task<string> CreateManifestAsync(IReadOnlyList<ManifestEntry> entries, CancellationToken cancellationToken)
    {
        var manifest = Directory.CreateDirectory(Path.Combine(_directory, Guid.NewGuid().ToString("N"))).FullName;
        Write(entries, manifest);
        return Task.FromResult(Prefix + manifest);
    }

    protected override Task ChangeManifestAsync(
        string url, IReadOnlyList<ManifestEntry> entries, CancellationToken cancellationToken)
    {
        Write(entries, url[Prefix.Length..]);
        return Task.CompletedTask;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Directory.Delete(_directory, recursive: true);
        }

        base.Dispose(disposing);
    }

    private static void Write(IReadOnlyList<ManifestEntry> entries, string directory)
    {
        foreach (var entry in entries)
        {
            entry.WriteTo(directory);
        }
    }
}
