using Imaginator.Host.Images;
using Imaginator.Host.Images.Differences;
using Imaginator.Host.Images.Trees;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Scanning.Inodes;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Images;

public sealed class ImageBrowserTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Image_IsReadOnceForManyDirectories()
    {
        using var site = new BrowserSite();
        site.AddImage("base/a/1", tree => tree.File("/etc/fstab", "none"));

        Assert.NotNull(await site.Browser.ListAsync("base/a/1", "/", Token));
        Assert.NotNull(await site.Browser.ListAsync("base/a/1", "/etc", Token));
        Assert.Equal(4ul, (await site.Browser.FindFileAsync("base/a/1", "/etc/fstab", Token))!.Size);
        Assert.Equal(1, site.Library.TreeReads);
    }

    [Fact]
    public async Task Trees_AreDroppedWhenNobodyReads()
    {
        using var site = new BrowserSite();
        site.AddImage("base/a/1", tree => tree.File("/f", "x"));
        await site.Browser.ListAsync("base/a/1", "/", Token);
        Assert.NotEqual(0, site.Trees.MemoryUse);

        site.Time.Advance(site.Options.KeepFor);
        Assert.Equal(0, site.Trees.MemoryUse);
        Assert.Equal(1, site.LargeUses);
    }

    [Fact]
    public async Task Trees_AreKeptWithinTheLimit()
    {
        using var site = new BrowserSite(maximumBytes: 3000);
        for (var i = 0; i < 10; i++)
        {
            site.AddImage($"base/a/{i}", tree => tree.File("/f", "x"));
            await site.Browser.ListAsync($"base/a/{i}", "/", Token);
            Assert.InRange(site.Trees.MemoryUse, 1, 3000);
        }

        // The last one is still here, the first one is not.
        await site.Browser.ListAsync("base/a/9", "/", Token);
        Assert.Equal(10, site.Library.TreeReads);
        await site.Browser.ListAsync("base/a/0", "/", Token);
        Assert.Equal(11, site.Library.TreeReads);
    }

    [Fact]
    public async Task LargeTree_IsNotKept()
    {
        using var site = new BrowserSite(maximumBytes: 100);
        site.AddImage("base/a/1", tree => tree.File("/f", "x"));
        Assert.NotNull(await site.Browser.ListAsync("base/a/1", "/", Token));
        Assert.Equal(0, site.Trees.MemoryUse);
        Assert.Equal(1, site.LargeUses);
    }

    [Fact]
    public async Task DeletedImage_IsGoneAtOnce()
    {
        using var site = new BrowserSite();
        site.AddImage("base/a/1", tree => tree.File("/f", "x"));
        await site.Browser.ListAsync("base/a/1", "/", Token);
        await site.Library.DeleteImageAsync("base/a/1", Token);

        Assert.Null(await site.Browser.ListAsync("base/a/1", "/", Token));
        Assert.Null(await site.Browser.FindAsync("base/a/1", Token));
        Assert.Null(await site.Browser.OpenAsync("base/a/1", "/f", Token));
        Assert.Null(await site.Browser.PackagesAsync("base/a/1", Token));
        Assert.Equal(0, site.Trees.MemoryUse);
    }

    [Fact]
    public async Task ExpiredImage_IsGone()
    {
        using var site = new BrowserSite();
        site.AddImage("base/a/1", tree => tree.File("/f", "x"), image => image with { ExpiresAt = site.Time.GetUtcNow().AddHours(1) });
        Assert.False((await site.Browser.FindAsync("base/a/1", Token))!.IsExpired);
        site.Time.Advance(TimeSpan.FromHours(1));
        Assert.Null(await site.Browser.FindAsync("base/a/1", Token));
        Assert.Empty(await site.Browser.ListImagesAsync("", Token));
    }

    [Fact]
    public async Task ImageWithTheNameOfAnother_IsReadAgain()
    {
        using var site = new BrowserSite();
        site.AddImage("base/a/1", tree => tree.File("/f", "x"));
        await site.Browser.ListAsync("base/a/1", "/", Token);
        site.Time.Advance(TimeSpan.FromSeconds(1));
        site.AddImage("base/a/1", tree => tree.File("/g", "x"));
        Assert.Equal("g", Assert.Single((await site.Browser.ListAsync("base/a/1", "/", Token))!.Entries).Name);
    }

    [Fact]
    public async Task Overview_HasMetadataOfNow()
    {
        using var site = new BrowserSite();
        site.AddImage("base/a/1", tree => tree.File("/f", "x"), image => image with { ExpiresAt = site.Time.GetUtcNow().AddHours(1) });
        await site.Browser.FindAsync("base/a/1", Token);
        await site.Library.ChangeImageExpirationAsync("base/a/1", null, Token);

        var overview = (await site.Browser.FindAsync("base/a/1", Token))!;
        Assert.Null(overview.Metadata.ExpiresAt);
        Assert.Null(overview.Metadata.FileSystem);
        Assert.Equal("base/a", overview.StreamName);
        Assert.Equal(1ul, overview.Totals.Files);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("../etc")]
    [InlineData("base//a")]
    [InlineData("base/./a")]
    [InlineData("base/a\0")]
    [InlineData("base/a\n")]
    public async Task InvalidName_DoesNotReachTheStore(string name)
    {
        using var site = new BrowserSite();
        site.Library.Before = _ => throw new InvalidOperationException("the store was called");
        Assert.Null(await site.Browser.FindAsync(name, Token));
        Assert.Null(await site.Browser.FindMetadataAsync(name, Token));
        Assert.Null(await site.Browser.ListAsync(name, "/", Token));
        Assert.Null(await site.Browser.FindFileAsync(new string('x', 10_000), "/", Token));
        Assert.Null(await site.Browser.DiffAsync(name, name, new DiffPage(), Token));
        Assert.Null(await site.Browser.FindNewestAsync(new ImageQuery { StreamName = name }, Token));
    }

    [Fact]
    public async Task DirectoryThatContainsItself_IsReported()
    {
        using var site = new BrowserSite();
        var directory = new DirectoryInode { Mode = 0x41ED, Entries = [new DirectoryEntry("loop", 1)] };
        site.Library.Add("base/a/1", new Image { FileSystem = FileSystemTrees.Create(directory, new Dictionary<ulong, Inode> { [1] = directory }) });

        var failure = await Assert.ThrowsAsync<ImageStoreException>(() => site.Browser.SizesAsync("base/a/1", "/", Token));

        Assert.Equal(ImageStoreError.Corrupt, failure.Reason);
        Assert.NotNull(await site.Browser.FindMetadataAsync("base/a/1", Token));
    }

    [Fact]
    public async Task StoreThatDoesNotAnswer_IsReported()
    {
        using var site = new BrowserSite();
        site.AddImage("base/a/1", tree => tree.File("/f", "x"));
        site.Library.Before = token => Task.Delay(Timeout.InfiniteTimeSpan, token);
        var reading = site.Browser.FindAsync("base/a/1", Token);
        site.Time.Advance(site.Options.Timeout);

        var failure = await Assert.ThrowsAsync<ImageStoreException>(() => reading);
        Assert.Equal(ImageStoreError.Unreachable, failure.Reason);
        Assert.Equal("reading image \"base/a/1\" failed: the image store did not answer within 60 s; try again later", failure.Message);
    }

    [Fact]
    public async Task CancelledCall_IsNoTimeout()
    {
        using var site = new BrowserSite();
        site.Library.Before = token => Task.Delay(Timeout.InfiniteTimeSpan, token);
        using var cancellation = new CancellationTokenSource();
        var reading = site.Browser.FindAsync("base/a/1", cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task File_IsReadToItsEnd()
    {
        using var site = new BrowserSite();
        var bytes = Enumerable.Range(0, 300_000).Select(i => (byte)('a' + (i % 26))).ToArray();
        site.AddImage("base/a/1", tree =>
        {
            tree.File("/large", bytes);
            tree.File("/empty", "");
            tree.File("/binary", [1, 0, 2]);
            tree.Link("/link", "large");
        });

        await using var file = (await site.Browser.OpenAsync("base/a/1", "/link", Token))!;
        using var copy = new MemoryStream();
        await file.Contents.CopyToAsync(copy, Token);
        Assert.Equal(bytes, copy.ToArray());
        Assert.True(file.LooksLikeText);
        Assert.Equal("/large", file.File.Path);

        await using var empty = (await site.Browser.OpenAsync("base/a/1", "/empty", Token))!;
        Assert.Equal(0, empty.Size);
        await using var binary = (await site.Browser.OpenAsync("base/a/1", "/binary", Token))!;
        Assert.False(binary.LooksLikeText);
        Assert.Null(await site.Browser.OpenAsync("base/a/1", "/", Token));
    }

    [Fact]
    public async Task File_CanBeClosedBeforeItsEnd()
    {
        using var site = new BrowserSite();
        site.AddImage("base/a/1", tree => tree.File("/large", new byte[1 << 20]));
        var file = (await site.Browser.OpenAsync("base/a/1", "/large", Token))!;
        await file.DisposeAsync();
    }

    [Fact]
    public async Task DamagedFile_IsNotDelivered()
    {
        using var site = new BrowserSite();
        site.AddImage("base/a/1", tree => tree.File("/f", "contents"));
        site.Library.Damage = bytes => [.. bytes[..^1], (byte)'!'];
        var failure = await Assert.ThrowsAsync<ImageStoreException>(() => site.Browser.OpenAsync("base/a/1", "/f", Token));
        Assert.Equal(ImageStoreError.Corrupt, failure.Reason);
    }

    [Fact]
    public async Task Difference_IsCutIntoPages()
    {
        using var site = new BrowserSite();
        site.AddImage("base/a/1", tree =>
        {
            tree.File("/etc/same", "x");
            tree.File("/etc/changed", "before");
            tree.File("/usr/removed", "x");
        }, image => image with { Packages = [new Package("apt", "1"), new Package("old", "1")] });
        site.AddImage("base/a/2", tree =>
        {
            tree.File("/etc/same", "x");
            tree.File("/etc/changed", "after");
            tree.File("/etc/added/deep", "x");
        }, image => image with { Packages = [new Package("apt", "2"), new Package("new", "1")] });

        var first = (await site.Browser.DiffAsync("base/a/1", "base/a/2", new DiffPage { Count = 3 }, Token))!;
        Assert.Equal((2, 2, 1), (first.AddedFiles, first.RemovedFiles, first.ChangedFiles));
        Assert.Equal(["/etc/added", "/etc/added/deep", "/etc/changed"], first.Files.Select(file => file.Path));
        Assert.True(first.HasMore);
        Assert.True(first.Files[2].HasContents);
        Assert.Equal((6ul, 5ul), (first.Files[2].SizeBefore, first.Files[2].SizeAfter));
        Assert.Equal(("apt", "1", "2"), (first.ChangedPackages[0].Name, first.ChangedPackages[0].Before, first.ChangedPackages[0].After));
        Assert.Equal("new", Assert.Single(first.AddedPackages).Name);

        var second = (await site.Browser.DiffAsync("base/a/1", "base/a/2", new DiffPage { Count = 3, After = "/etc/changed" }, Token))!;
        Assert.Equal(["/usr", "/usr/removed"], second.Files.Select(file => file.Path));
        Assert.False(second.HasMore);

        var below = (await site.Browser.DiffAsync("base/a/1", "base/a/2", new DiffPage { Below = "/usr" }, Token))!;
        Assert.Equal((0, 2, 0), (below.AddedFiles, below.RemovedFiles, below.ChangedFiles));
    }

    [Fact]
    public async Task TextOfAFile_IsCompared()
    {
        using var site = new BrowserSite();
        site.AddImage("base/a/1", tree =>
        {
            tree.File("/f", "a\nb\n");
            tree.File("/binary", [0, 1]);
        });
        site.AddImage("base/a/2", tree =>
        {
            tree.File("/f", "a\nc\n");
            tree.File("/binary", [0, 2]);
        });

        var difference = (await site.Browser.DiffFileAsync("base/a/1", "base/a/2", "/f", Token))!;
        Assert.Equal("b", Assert.Single(difference.Lines, line => line.Kind == ComparedLineKind.Removed).Text);
        Assert.Equal("c", Assert.Single(difference.Lines, line => line.Kind == ComparedLineKind.Added).Text);
        Assert.Equal("the contents are not text", (await site.Browser.DiffFileAsync("base/a/1", "base/a/2", "/binary", Token))!.Fault);
        Assert.Null(await site.Browser.DiffFileAsync("base/a/1", "base/a/2", "/nothing", Token));
    }

    [Fact]
    public async Task History_HasOneEntryForEachState()
    {
        using var site = new BrowserSite();
        var texts = new[] { null, "one", "one", "two", "one" };
        for (var i = 0; i < texts.Length; i++)
        {
            site.Time.Advance(TimeSpan.FromSeconds(1));
            var text = texts[i];
            site.AddImage($"base/a/{i}", tree => tree.File(text is null ? "/other" : "/f", text ?? "x"));
        }

        site.AddImage("base/a/sub/9", tree => tree.File("/f", "other stream"));
        var versions = await site.Browser.HistoryOfFileAsync("base/a", "/f", Token);
        Assert.Equal(
            [("base/a/4", "base/a/4", 1), ("base/a/3", "base/a/3", 1), ("base/a/1", "base/a/2", 2), ("base/a/0", "base/a/0", 1)],
            versions.Select(version => (version.FirstImage, version.LastImage, version.Images)));
        Assert.Null(versions[^1].File);
        Assert.Empty(await site.Browser.HistoryOfFileAsync("base/a", "/nothing", Token));
    }

    [Fact]
    public async Task History_EndsAfterTheNewestImages()
    {
        using var site = new BrowserSite();
        for (var i = 0; i < site.Options.MaximumImagesOfHistory + 5; i++)
        {
            site.AddImage($"base/a/{i:D3}", tree => tree.File("/f", "x"));
        }

        var version = Assert.Single(await site.Browser.HistoryOfFileAsync("base/a", "/f", Token));
        Assert.Equal(site.Options.MaximumImagesOfHistory, version.Images);
        Assert.Equal("base/a/005", version.FirstImage);
    }

    [Fact]
    public async Task Images_AreListedPageByPage()
    {
        using var site = new BrowserSite();
        foreach (var name in new[] { "a/1", "a/2", "a/3", "ab/1", "b/1" })
        {
            site.AddImage(name, tree => tree.File("/f", "x"));
        }

        Assert.Equal(["a/2", "ab/1"], await PageAsync("", "a/1", name => name != "a/3", 2));
        Assert.Equal(["a/1", "a/2", "a/3"], await PageAsync("a", null, _ => true, 10));

        async Task<IEnumerable<string>> PageAsync(string directory, string? after, Func<string, bool> isSelected, int maximum) =>
            (await site.Browser.ListImagesAsync(directory, after, isSelected, maximum, Token)).Select(image => image.Name);
    }

    private sealed class BrowserSite : IDisposable
    {
        private readonly DifferenceCache _differences;
        private int _largeUses;

        public BrowserSite(long maximumBytes = 1 << 20)
        {
            Options = new ImageBrowserOptions { MaximumBytes = maximumBytes };
            Library = new ImageLibrary(Time);
            Trees = new ImageTreeCache(Library, Options, Time, () => Interlocked.Increment(ref _largeUses));
            _differences = new DifferenceCache(Options, Time, () => { });
            Browser = new ImageBrowser(Library, Trees, _differences, Options, Time);
        }

        public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

        public ImageBrowserOptions Options { get; }

        public ImageLibrary Library { get; }

        public ImageTreeCache Trees { get; }

        public ImageBrowser Browser { get; }

        public int LargeUses => _largeUses;

        public void AddImage(string name, Action<SampleTree> add, Func<Image, Image>? change = null)
        {
            var tree = new SampleTree(Library);
            add(tree);
            var image = tree.ToImage();
            Library.Add(name, change is null ? image : change(image));
        }

        public void Dispose()
        {
            Trees.Dispose();
            _differences.Dispose();
        }
    }
}
