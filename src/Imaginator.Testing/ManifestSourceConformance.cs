using System.Collections.Immutable;
using Imaginator.Logging;
using Imaginator.Manifests;
using Imaginator.Testing.Processes;
using Imaginator.Testing.Samples;
using Microsoft.Extensions.Logging;

namespace Imaginator.Testing;

/// <summary>
/// The conformance suite for manifest sources. Derive a public class from it in a test project for xunit v3: it inherits the tests.
/// </summary>
public abstract partial class ManifestSourceConformance : IDisposable
{
    private const string DisplayUrl = "test://$MANIFEST_URL";

    private static readonly TimeSpan FetchLimit = TimeSpan.FromSeconds(60);

    private static readonly ImmutableArray<ManifestEntry> Usual =
    [
        ManifestEntry.File("manifest", "{}\n"),
        ManifestEntry.File("package-list", "one\ntwo\n"),
        ManifestEntry.File("scripts/run", "#!/bin/sh\n") with { IsExecutable = true },
        ManifestEntry.File("files/etc/empty", ""),
        ManifestEntry.File("files/odd ' name \u00e9 \u65e5\u672c", "x"),
        ManifestEntry.Link("files/absolute", "/etc/passwd"),
        ManifestEntry.Link("files/relative", "../../../../../../outside"),
    ];

    private readonly TestScratch _scratch = new();
    private readonly BuildLogRecorder _log = new();
    private readonly LogRecorder _messages = new();

    /// <summary>Whether the source returns revisions, and follows changes of the manifest with them. By default, true.</summary>
    protected virtual bool HasRevisions => true;

    /// <summary>The token of the running test.</summary>
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Creates the source.</summary>
    /// <param name="loggers">Receives the messages of the plugin; <see cref="PluginUnderTest"/> accepts it.</param>
    /// <returns>The source.</returns>
    protected abstract IManifestSource CreateSource(ILoggerFactory loggers);

    /// <summary>Makes a new manifest that the source can fetch, for example in a new directory or repository.</summary>
    /// <param name="entries">All entries below the root of the URL.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The URL, which is different for each call.</returns>
    protected abstract Task<string> CreateManifestAsync(IReadOnlyList<ManifestEntry> entries, CancellationToken cancellationToken);

    /// <summary>Writes entries into an existing manifest. All other entries stay.</summary>
    /// <param name="url">The URL of the manifest.</param>
    /// <param name="entries">New files, and files with new contents.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the next fetch must deliver the entries.</returns>
    protected abstract Task ChangeManifestAsync(
        string url, IReadOnlyList<ManifestEntry> entries, CancellationToken cancellationToken);

    /// <summary>Deletes the temporary files of the test.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Deletes the temporary files of the test. Override it to delete manifests and stop servers.</summary>
    /// <param name="disposing">True if the method is called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _scratch.Dispose();
        }
    }

    /// <summary>The source has at least one scheme, and each can start a URL.</summary>
    [Fact]
    public void Schemes_AreValid()
    {
        var schemes = CreateSource(_messages).Schemes;
        Assert.NotEmpty(schemes);
        Assert.All(schemes, scheme => Assert.Matches("^[a-z][a-z0-9+.-]*$", scheme));
        Assert.Distinct(schemes);
    }

    /// <summary>A fetch delivers files, permissions, names and links as they are, and nothing else.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task Fetch_DeliversTheManifest()
    {
        var url = await CreateManifestAsync(Usual, Token);
        Assert.Equal(Describe(Usual), await FetchAsync(url));
    }

    /// <summary>A fetch delivers the contents of the manifest directory, without its path.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task Fetch_DeliversOnlyTheManifestDirectory()
    {
        var url = await CreateManifestAsync([ManifestEntry.File("a/b/manifest", "{}"), ManifestEntry.File("a/other", "x")], Token);
        Assert.Equal(Describe(ManifestEntry.File("manifest", "{}")), await FetchAsync(url, "a/b"));
    }

    /// <summary>A manifest directory that does not exist is an error with that reason.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task Fetch_RefusesUnknownDirectories()
    {
        var url = await CreateManifestAsync(Usual, Token);
        var failure = await Assert.ThrowsAsync<ManifestFetchException>(() => FetchAsync(url, "no/such/directory"));
        Assert.Equal(ManifestFetchError.UnknownDirectory, failure.Reason);
    }

    /// <summary>The same manifest has the same revision, and a changed one another.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task Revision_ChangesWithTheManifest_AndOnlyThen()
    {
        var url = await CreateManifestAsync(Usual, Token);
        var first = await FetchRevisionAsync(url, _scratch.MakeDirectory());
        Assert.Equal(first, await FetchRevisionAsync(url, _scratch.MakeDirectory()));

        await ChangeManifestAsync(url, [ManifestEntry.File("package-list", "three\n"), ManifestEntry.File("tags.json", "{}")], Token);
        var target = _scratch.MakeDirectory();
        var second = await FetchRevisionAsync(url, target);
        Assert.Equal("three\n", FetchedEntries.Read(Path.Combine(target, "package-list")));
        Assert.True(File.Exists(Path.Combine(target, "tags.json")));
        if (HasRevisions)
        {
            Assert.Matches("^[0-9a-f]+$", first.CommitId);
            Assert.NotEqual(first.CommitId, second.CommitId);
        }
        else
        {
            Assert.Equal(new ManifestRevision(), second);
        }
    }

    /// <summary>A fetch of single files delivers them, and ignores those that do not exist.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task OnlyFiles_AreDelivered_AndMissingOnesIgnored()
    {
        var url = await CreateManifestAsync(
            [ManifestEntry.File("s/a/manifest", "a"), ManifestEntry.File("s/b/manifest", "b"), ManifestEntry.File("s/b/large", "x")], Token);
        var tree = await FetchAsync(url, "s", ["a/manifest", "b/manifest", "c/manifest", "a/manifest/x"]);
        Assert.Contains("file a/manifest a", tree);
        Assert.Contains("file b/manifest b", tree);
    }

    /// <summary>Several fetches of one URL can run at the same time, with one cache directory.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task Fetches_CanRunAtTheSameTime()
    {
        var url = await CreateManifestAsync(Usual, Token);
        var trees = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => FetchAsync(url)));
        Assert.All(trees, tree => Assert.Equal(Describe(Usual), tree));
    }

    private static string[] Describe(params IEnumerable<ManifestEntry> entries) =>
    [
        .. entries.Select(entry => entry.Kind == ManifestEntryKind.SymbolicLink
            ? $"link {entry.Path} {entry.Text}"
            : $"{(entry.IsExecutable ? "exec" : "file")} {entry.Path} {entry.Text}").Order(StringComparer.Ordinal),
    ];

    private async Task<string[]> FetchAsync(string url, string directory = "", ImmutableArray<string>? onlyFiles = null)
    {
        var target = _scratch.MakeDirectory();
        await FetchRevisionAsync(url, target, directory, onlyFiles);
        return FetchedEntries.Describe(target);
    }

    private Task<ManifestRevision> FetchRevisionAsync(
        string url, string target, string directory = "", ImmutableArray<string>? onlyFiles = null) =>
        Start(CreateSource(_messages), Request(url, target, directory, onlyFiles), _log, Token).WaitAsync(FetchLimit, TimeProvider.System, Token);

    // On another thread: a source that blocks its caller must not stop the test.
    private static Task<ManifestRevision> Start(
        IManifestSource source, ManifestRequest request, IBuildLog log, CancellationToken cancellationToken) =>
        Task.Run(() => source.FetchAsync(request, log, cancellationToken), CancellationToken.None);

    private ManifestRequest Request(string url, string target, string directory = "", ImmutableArray<string>? onlyFiles = null) => new()
    {
        Url = url,
        DisplayUrl = DisplayUrl,
        Directory = directory,
        OnlyFiles = onlyFiles ?? [],
        TargetDirectory = target,
        CacheDirectory = Path.Combine(_scratch.Path, "cache"),
    };
}
