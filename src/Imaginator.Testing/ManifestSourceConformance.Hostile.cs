using System.Globalization;
using Imaginator.Manifests;
using Imaginator.Testing.Samples;

namespace Imaginator.Testing;

/// <content>Cancellation, hostile trees, limits and secrets.</content>
public abstract partial class ManifestSourceConformance
{
    private const int ManyFiles = 500;
    private const int DeepDirectories = 300;
    private const long LimitBytes = 1024 * 1024;

    // The contract is one second; the rest is for a busy machine.
    private static readonly TimeSpan CancellationLimit = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan TimeToStall = TimeSpan.FromMilliseconds(100);

    /// <summary>Determines whether manifests of the source can contain an entry of a kind. By default, only files and links.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>True if <see cref="CreateManifestAsync"/> can make the entry.</returns>
    protected virtual bool CanContain(ManifestEntryKind kind) => kind is ManifestEntryKind.File or ManifestEntryKind.SymbolicLink;

    /// <summary>Starts a server that accepts a fetch and never answers. By default, null: the cancellation test uses a usual manifest.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The URL, or null.</returns>
    protected virtual Task<string?> CreateStalledUrlAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>
    /// Creates a source that refuses manifests with more than a number of bytes, if the plugin has such a setting. By default, null: that
    /// test is optional and skipped.
    /// </summary>
    /// <param name="maximumBytes">The maximum size in bytes.</param>
    /// <returns>The source, or null.</returns>
    protected virtual IManifestSource? CreateLimitedSource(long maximumBytes) => null;

    /// <summary>Changes a URL so that it contains a secret and the fetch fails. By default, appends a slash and the secret.</summary>
    /// <param name="url">The URL of a manifest.</param>
    /// <param name="secret">The secret: letters and digits.</param>
    /// <returns>The URL.</returns>
    protected virtual string AddSecret(string url, string secret) => $"{url}/{secret}";

    /// <summary>A fetch with a canceled token ends with that exception.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task CanceledFetch_IsCanceled()
    {
        var url = await CreateManifestAsync(Usual, Token);
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Start(CreateSource(_messages), Request(url, _scratch.MakeDirectory()), _log, canceled.Token)
                .WaitAsync(CancellationLimit, TimeProvider.System, Token));
    }

    /// <summary>A running fetch ends within a second after its cancellation.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task RunningFetch_StopsSoonAfterCancellation()
    {
        var url = await CreateStalledUrlAsync(Token)
            ?? await CreateManifestAsync(
                [.. Enumerable.Range(0, ManyFiles).Select(i => ManifestEntry.File(string.Create(CultureInfo.InvariantCulture, $"files/{i}"), "x"))],
                Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var fetch = Start(CreateSource(_messages), Request(url, _scratch.MakeDirectory()), _log, stop.Token);
        await Task.WhenAny(fetch, Task.Delay(TimeToStall, TimeProvider.System, Token));

        var canceling = stop.CancelAsync();
        await Task.WhenAny(fetch, Task.Delay(CancellationLimit, TimeProvider.System, Token));

        Assert.True(fetch.IsCompleted, $"the fetch did not end within {CancellationLimit.TotalSeconds} s after its cancellation");
        await canceling;
        Assert.True(fetch.IsCanceled || fetch.IsCompletedSuccessfully, $"the canceled fetch failed: {fetch.Exception}");
    }

    /// <summary>Links out of the manifest stay links: nothing outside is read, neither as manifest directory nor as a single file.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task Links_LeadNowhere()
    {
        var outside = _scratch.MakeDirectory();
        await File.WriteAllTextAsync(Path.Combine(outside, "manifest"), "outside", Token);
        var url = await CreateManifestAsync(
            [
                ManifestEntry.File("manifest", "{}"), ManifestEntry.Link("out", outside), ManifestEntry.Link("up", "../../../../../../../../.." + outside),
                ManifestEntry.Link("files/out", outside),
            ],
            Token);

        Assert.Contains($"link files/out {outside}", await FetchAsync(url));
        foreach (var directory in (string[])["out", "up", "..", "files/../.."])
        {
            var tree = await TryFetchAsync(() => FetchAsync(url, directory));
            Assert.DoesNotContain("file manifest outside", tree);
        }

        var files = await TryFetchAsync(() => FetchAsync(url, "", ["out/manifest", "up/manifest", "../manifest"]));
        Assert.DoesNotContain(files, line => line.EndsWith(" outside", StringComparison.Ordinal));
    }

    /// <summary>Paths of single files do not lead out of the target directory.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task OnlyFiles_StayInTheTargetDirectory()
    {
        var url = await CreateManifestAsync([ManifestEntry.File("s/manifest", "{}"), ManifestEntry.File("escaped", "x")], Token);
        var parent = _scratch.MakeDirectory();
        var target = Directory.CreateDirectory(Path.Combine(parent, "target")).FullName;
        await TryFetchAsync(async () =>
        {
            await FetchRevisionAsync(url, target, "s", ["../escaped", "x/../../escaped"]);
            return [];
        });
        Assert.Equal(target, Assert.Single(Directory.GetFileSystemEntries(parent)));
    }

    /// <summary>A FIFO or a device in the manifest is refused, and the fetch does not open it.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task SpecialFiles_AreRefused()
    {
        foreach (var kind in new[] { ManifestEntryKind.Fifo, ManifestEntryKind.Device }.Where(CanContain))
        {
            var url = await CreateManifestAsync([ManifestEntry.File("manifest", "{}"), new ManifestEntry("files/special", kind)], Token);
            var failure = await Assert.ThrowsAsync<ManifestFetchException>(() => FetchAsync(url));
            Assert.Equal(ManifestFetchError.BadContents, failure.Reason);
        }
    }

    /// <summary>Deeply nested directories are delivered or refused.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task DeepDirectories_DoNoHarm()
    {
        var path = string.Concat(Enumerable.Repeat("d/", DeepDirectories)) + "file";
        var url = await CreateManifestAsync([ManifestEntry.File("manifest", "{}"), ManifestEntry.File($"files/{path}", "x")], Token);
        var tree = await TryFetchAsync(() => FetchAsync(url));
        Assert.True(tree is [] || tree.Contains($"file files/{path} x"), "a deep directory was left out without an error");
    }

    /// <summary>A manifest above the size limit of the source is refused before it fills the disk.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task LargeManifests_AreRefused()
    {
        var source = CreateLimitedSource(LimitBytes);
        if (source is null)
        {
            Assert.Skip($"optional: override {nameof(CreateLimitedSource)} if the source has a setting for the maximum size");
            return;
        }

        var quarter = new string('x', (int)(LimitBytes / 4));
        var url = await CreateManifestAsync(
            [.. Enumerable.Range(0, 12).Select(i => ManifestEntry.File(string.Create(CultureInfo.InvariantCulture, $"files/{i}"), quarter + i))],
            Token);
        var target = _scratch.MakeDirectory();
        var failure = await Assert.ThrowsAsync<ManifestFetchException>(
            () => Start(source, Request(url, target), _log, Token).WaitAsync(FetchLimit, TimeProvider.System, Token));

        Assert.Equal(ManifestFetchError.TooLarge, failure.Reason);
        Assert.InRange(FetchedEntries.LengthOf(target), 0, 2 * LimitBytes);
    }

    /// <summary>Neither a successful nor a failed fetch shows the URL with its secrets: not in the exception, the build log or the log.</summary>
    /// <returns>The test.</returns>
    [Fact]
    public async Task Secrets_AppearNowhere()
    {
        const string Secret = "hunter2hunter2";
        var url = await CreateManifestAsync(Usual, Token);
        await FetchAsync(url);
        var failure = await Record.ExceptionAsync(() => FetchAsync(AddSecret(url, Secret)));

        Assert.DoesNotContain(url, _log.Text + _messages.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, $"{failure}{_log.Text}{_messages.Text}", StringComparison.Ordinal);
        if (failure is not null)
        {
            Assert.Contains(DisplayUrl, Assert.IsType<ManifestFetchException>(failure).Message, StringComparison.Ordinal);
        }
    }

    private static async Task<string[]> TryFetchAsync(Func<Task<string[]>> fetch)
    {
        try
        {
            return await fetch();
        }
        catch (ManifestFetchException)
        {
            // Refusing is right, too.
            return [];
        }
    }
}
