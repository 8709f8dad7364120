using Imaginator.Files;
using Imaginator.Linux.Trees;
using Imaginator.Logging;
using Imaginator.Manifests;
using Imaginator.Plugins;
using Imaginator.Plugins.DirSource;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Plugins.Tests;

public sealed class DirSourceTests : IDisposable
{
    private const string LfsPointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n";

    private readonly TemporaryDirectory _root = new();
    private readonly string _source;
    private readonly string _target;

    public DirSourceTests()
    {
        _source = Directory.CreateDirectory(_root.PathOf("source")).FullName;
        _target = Directory.CreateDirectory(_root.PathOf("target")).FullName;
    }

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Plugin_ProvidesTheScheme() => Assert.Equal(["dir"], Source().Schemes);

    [Fact]
    public async Task Copies_TheTree_WithPermissionsAndLinks()
    {
        Write("manifest", "{}");
        Write("files/etc/run.sh", "#!/bin/sh\n", FileModes.Mode0755);
        File.CreateSymbolicLink(Path.Join(_source, "files/absolute"), "/etc/passwd");
        File.CreateSymbolicLink(Path.Join(_source, "files/relative"), "../../../../outside");
        Directory.CreateDirectory(Path.Join(_source, "tests"));

        var revision = await FetchAsync($"dir://{_source}");

        Assert.Equal(new ManifestRevision(), revision);
        Assert.Equal("{}", await ReadAsync("manifest"));
        Assert.Equal("#!/bin/sh\n", await ReadAsync("files/etc/run.sh"));
        Assert.Equal((UnixFileMode)FileModes.Mode0755, File.GetUnixFileMode(Path.Join(_target, "files/etc/run.sh")));
        Assert.Equal("/etc/passwd", new FileInfo(Path.Join(_target, "files/absolute")).LinkTarget);
        Assert.Equal("../../../../outside", new FileInfo(Path.Join(_target, "files/relative")).LinkTarget);
        Assert.True(Directory.Exists(Path.Join(_target, "tests")));
    }

    [Theory]
    [InlineData("sub/deep")]
    [InlineData("/sub/deep/")]
    [InlineData("link/deep")]
    public async Task Copies_JustTheManifestDirectory(string directory)
    {
        Write("sub/deep/manifest", "{}");
        Write("other", "x");
        Directory.CreateSymbolicLink(Path.Join(_source, "link"), "sub");

        await FetchAsync($"dir://{_source}", directory);

        Assert.Equal(["manifest"], Directory.GetFileSystemEntries(_target).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("master")]
    public async Task Accepts_NoBranchAndMaster(string? branch)
    {
        Write("manifest", "{}");

        await FetchAsync($"dir://{_source}", branch: branch);

        Assert.Equal("{}", await ReadAsync("manifest"));
    }

    [Fact]
    public Task Rejects_OtherBranch() =>
        FailsAsync(ManifestFetchError.UnknownRevision, "\"main\"", $"dir://{_source}", branch: "main");

    [Theory]
    [InlineData("dir:relative")]
    [InlineData("dir://relative/path")]
    [InlineData("dir:")]
    [InlineData("dir:///tmp/../etc")]
    [InlineData("dir:///tmp/%2e%2e/etc")]
    [InlineData("dir:///a%00b")]
    public Task Rejects_UrlThatIsNoAbsolutePath(string url) => FailsAsync(ManifestFetchError.BadUrl, url, url);

    [Fact]
    public Task Rejects_MissingTree_ByItsUrl() =>
        FailsAsync(ManifestFetchError.Unreachable, $"dir://{_source}/missing", $"dir://{_source}/missing");

    [Theory]
    [InlineData("missing")]
    [InlineData("file")]
    [InlineData("../target")]
    [InlineData("out")]
    public async Task Rejects_ManifestDirectoryThatIsNotInTheTree_ByItsName(string directory)
    {
        Write("file", "x");
        Directory.CreateSymbolicLink(Path.Join(_source, "out"), "/etc");

        await FailsAsync(ManifestFetchError.UnknownDirectory, $"\"{directory}\"", $"dir://{_source}", directory);
    }

    [Fact]
    public async Task Rejects_Fifo_ByName()
    {
        MakeFifo("files/etc");

        await FailsAsync(ManifestFetchError.BadContents, "/files/etc/pipe", $"dir://{_source}");
    }

    [Fact]
    public async Task LeavesOut_TheRepository_AndFifosNextToTheManifest()
    {
        Write("manifest", "{}");
        Write("notes/text", LfsPointer);
        Write(".git/config", "x");
        MakeFifo(".git");
        MakeFifo("notes");
        MakeFifo("");

        await FetchAsync($"dir://{_source}");

        Assert.Equal(
            ["manifest", "notes", "notes/text"],
            Directory.EnumerateFileSystemEntries(_target, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(_target, path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Copies_RepositoriesInTrees_AsContents()
    {
        Write("manifest", "{}");
        Write(".git", "gitdir: elsewhere");
        Write("files/app/.git/config", "x");
        Write("files/submodule/.git", "gitdir: ../x");

        await FetchAsync($"dir://{_source}");

        Assert.Equal("x", await ReadAsync("files/app/.git/config"));
        Assert.Equal("gitdir: ../x", await ReadAsync("files/submodule/.git"));
        Assert.False(Path.Exists(Path.Join(_target, ".git")));
    }

    [Fact]
    public async Task Copies_NamesAndLinkTargets_ThatAreNotUtf8()
    {
        var longest = new string('\udcff', 255);
        Directory.CreateDirectory(Path.Join(_source, "files"));
        using (var files = DirectoryHandle.OpenHost(Path.Join(_source, "files")))
        {
            files.MakeDirectory("\udcc3", FileModes.Mode0755);
            using var below = files.OpenDirectory("\udcc3");
            below.CreateFile(longest, FileModes.Mode0644).Dispose();
            files.CreateFile("\ufffd", FileModes.Mode0644).Dispose();
            files.MakeSymbolicLink("a\udcff", "\udcc3/\udcfe");
        }

        await FetchAsync($"dir://{_source}");

        using var copies = DirectoryHandle.OpenHost(Path.Join(_target, "files"));
        Assert.Equal(["a\udcff", "\udcc3", "\ufffd"], copies.ReadEntries().Order(FileName.BytewiseComparer));
        Assert.Equal("\udcc3/\udcfe", copies.ReadSymbolicLink("a\udcff"));
        using var inner = copies.OpenDirectory("\udcc3");
        Assert.Equal(longest, Assert.Single(inner.ReadEntries()));
    }

    [Fact]
    public async Task Rejects_LfsPointer_ByName()
    {
        Write("files/large", LfsPointer);

        await FailsAsync(
            ManifestFetchError.BadContents, "\"/files/large\" is a pointer of git LFS", $"dir://{_source}");
    }

    [Fact]
    public async Task CopiesAgain_WhenTheManifestChangesDuringTheCopy()
    {
        Write("manifest", "old");
        Write("scripts/old", "x");
        var changes = 0;
        var log = new ChangingLog(() =>
        {
            if (changes++ == 0)
            {
                Write("manifest", "and new");
                File.Delete(Path.Join(_source, "scripts/old"));
            }
        });

        await Source().FetchAsync(Request($"dir://{_source}"), log, TestContext.Current.CancellationToken);

        Assert.Equal("and new", await ReadAsync("manifest"));
        Assert.Empty(Directory.GetFiles(Path.Join(_target, "scripts")));
        Assert.Contains("changed during the copy; copying it again", log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rejects_ManifestThatKeepsChanging()
    {
        Write("manifest", "x");
        var contents = "x";
        var log = new ChangingLog(() => Write("manifest", contents += "x"));

        var failure = await Assert.ThrowsAsync<ManifestFetchException>(
            () => Source().FetchAsync(Request($"dir://{_source}"), log, TestContext.Current.CancellationToken));

        Assert.Contains("it changed during each of 3 copies", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accepts_ChangesNextToTheManifest()
    {
        Write("manifest", "x");
        Write("log", "x");
        var log = new ChangingLog(() => Write("log", Guid.NewGuid().ToString()));

        await Source().FetchAsync(Request($"dir://{_source}"), log, TestContext.Current.CancellationToken);

        Assert.DoesNotContain("again", log.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MaximumBytes", "9", "9 bytes")]
    [InlineData("MaximumEntries", "2", "2 entries")]
    [InlineData("MaximumDepth", "1", "nested in more than 1 directories")]
    public async Task Rejects_TreeAboveALimit(string setting, string value, string cause)
    {
        Write("a/b/c", "12345");
        Write("d", "67890");

        await FailsAsync(ManifestFetchError.TooLarge, cause, $"dir://{_source}", settings: (setting, value));
    }

    [Theory]
    [InlineData("MaximumBytes", "10")]
    [InlineData("MaximumEntries", "4")]
    [InlineData("MaximumDepth", "2")]
    public async Task Accepts_TreeThatJustFits(string setting, string value)
    {
        Write("a/b/c", "12345");
        Write("d", "67890");

        await FetchAsync($"dir://{_source}", settings: (setting, value));

        Assert.Equal("67890", await ReadAsync("d"));
    }

    [Theory]
    [InlineData("MaximumBytes", "0")]
    [InlineData("MaximumBytes", "many")]
    [InlineData("MaximumEntries", "-1")]
    [InlineData("MaximumDepth", "1KiB")]
    public void Rejects_BadSetting(string setting, string value) => Assert.Equal(
        setting,
        Assert.Single(Assert.Throws<SettingsException>(() => Source((setting, value))).Faults).Setting,
        ignoreCase: true);

    [Fact]
    public void Accepts_SizeWithAUnit() => Assert.NotNull(Source(("maximumBytes", "10 GiB")));

    [Fact]
    public async Task Copies_OnlyTheFilesThatAreWanted()
    {
        Write("sub/a/manifest", "a");
        Write("sub/a/files/large", "x");
        Write("sub/b/real", "b");
        Write("outside/manifest", "o");
        File.CreateSymbolicLink(Path.Join(_source, "sub/b/manifest"), "real");
        File.CreateSymbolicLink(Path.Join(_source, "sub/out"), _root.FullName);
        var request = Request(
            $"dir://{_source}", "sub",
            onlyFiles: ["a/manifest", "b/manifest", "c/manifest", "a", "out/source/outside/manifest"]);

        await Source().FetchAsync(request, new TestLog(), TestContext.Current.CancellationToken);

        Assert.Equal(
            ["a/manifest", "b/manifest"],
            Directory.EnumerateFiles(_target, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(_target, path)).Order(StringComparer.Ordinal));
        Assert.Equal("b", await ReadAsync("b/manifest"));
    }

    [Theory]
    [InlineData("../outside/manifest")]
    [InlineData("a/../../outside/manifest")]
    public async Task Keeps_WantedFilesInTheirPlace(string path)
    {
        Write("sub/a/manifest", "a");
        Write("outside/manifest", "o");
        var request = Request($"dir://{_source}", "sub", onlyFiles: [path]);

        try
        {
            await Source().FetchAsync(request, new TestLog(), TestContext.Current.CancellationToken);
        }
        catch (ManifestFetchException)
        {
            // Refusing is as good.
        }

        Assert.Equal(["source", "target"], Directory.GetFileSystemEntries(_root.FullName).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Messages_ShowTheUrlWithoutTheValuesOfVariables()
    {
        var request = Request($"dir://{_source}/hunter2", displayUrl: "dir:///srv/$SECRET");

        var failure = await Assert.ThrowsAsync<ManifestFetchException>(
            () => Source().FetchAsync(request, new TestLog(), TestContext.Current.CancellationToken));

        Assert.Contains("dir:///srv/$SECRET", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stops_WhenCancelled()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Source().FetchAsync(Request($"dir://{_source}"), new TestLog(), cancelled.Token));
    }

    private void MakeFifo(string directory)
    {
        using var parent = DirectoryHandle.OpenHost(Directory.CreateDirectory(Path.Join(_source, directory)).FullName);
        parent.MakeNode("pipe", (uint)FileType.Fifo | FileModes.Mode0644, 0);
    }

    private void Write(string path, string contents, uint mode = FileModes.Mode0644)
    {
        var full = Path.Join(_source, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, contents);
        File.SetUnixFileMode(full, (UnixFileMode)mode);
    }

    private Task<string> ReadAsync(string path) =>
        File.ReadAllTextAsync(Path.Join(_target, path), TestContext.Current.CancellationToken);

    private ManifestRequest Request(
        string url, string directory = "", string? branch = null, string? displayUrl = null, string[]? onlyFiles = null) => new()
    {
        Url = url,
        DisplayUrl = displayUrl ?? url,
        OnlyFiles = [.. onlyFiles ?? []],
        Directory = directory,
        GitBranch = branch,
        TargetDirectory = _target,
    };

    private Task<ManifestRevision> FetchAsync(
        string url, string directory = "", string? branch = null, (string Name, string Value)? settings = null) =>
        Source(settings).FetchAsync(Request(url, directory, branch), new TestLog(), TestContext.Current.CancellationToken);

    private async Task FailsAsync(
        ManifestFetchError reason,
        string message,
        string url,
        string directory = "",
        string? branch = null,
        (string Name, string Value)? settings = null)
    {
        var failure = await Assert.ThrowsAsync<ManifestFetchException>(() => FetchAsync(url, directory, branch, settings));
        Assert.Equal(reason, failure.Reason);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    private static IManifestSource Source((string Name, string Value)? setting = null)
    {
        var settings = setting is { } given ? new Dictionary<string, string?> { [given.Name] = given.Value } : [];
        var services = new ServiceCollection();
        new DirSourcePlugin().Register(services, new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        return services.BuildServiceProvider().GetRequiredService<IManifestSource>();
    }

    /// <summary>Changes the manifest between a copy and its check: when the copy is logged.</summary>
    private sealed class ChangingLog(Action change) : IBuildLog
    {
        private readonly TestLog _log = new();

        public void Write(ReadOnlySpan<byte> output)
        {
            _log.Write(output);
            if (output.StartsWith("Copied"u8))
            {
                change();
            }
        }

        public override string ToString() => _log.ToString();
    }
}
