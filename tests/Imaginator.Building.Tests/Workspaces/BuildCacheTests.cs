using Imaginator.Building.Streams;
using Imaginator.Building.Tests.Trees;
using Imaginator.Building.Workspaces;

namespace Imaginator.Building.Tests.Workspaces;

public sealed class BuildCacheTests : IDisposable
{
    private const int KiB = 1024;

    private readonly TestTree _tree = new();

    private BuildCacheSettings Cache => new(_tree["caches"], "/cache", 100 * KiB);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Prepare_MakesTheDirectoryOfTheStream_WhereOnlyRootGetsIn()
    {
        BuildCache.Prepare(Cache, "users/a");
        BuildCache.Prepare(Cache, "users/a");
        Assert.True(Directory.Exists(_tree["caches/users/a"]));
        Assert.Equal(0x1C0u, _tree.Mode("caches"));
    }

    [Theory]
    [InlineData("caches/users")]
    [InlineData("caches/users/a")]
    public void Prepare_RefusesALinkThatABuildOfAnotherStreamHasLeft(string link)
    {
        using var outside = new TestTree();
        _tree.Link(link, outside.Path);
        var failure = Assert.Throws<ImaginatorException>(() => BuildCache.Prepare(Cache, "users/a"));
        Assert.Contains("users/a", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(outside.Path));
    }

    [Fact]
    public void Trim_RemovesTheOldestFilesUntilTheLimitIsMet()
    {
        for (var age = 1; age <= 5; age++)
        {
            Add($"caches/s/dir{age % 2}/{age}", 40 * KiB, age);
        }

        Assert.Equal(120 * KiB, BuildCache.Trim(Cache, "s", Cancelled));
        Assert.Equal(["1", "2"], Left("caches/s"));
        Assert.Equal(0, BuildCache.Trim(Cache, "s", Cancelled));
    }

    [Fact]
    public void Trim_CountsFilesWithoutContents()
    {
        for (var age = 1; age <= 50; age++)
        {
            Add($"caches/s/{age:00}", 0, age);
        }

        BuildCache.Trim(Cache, "s", Cancelled);
        Assert.Equal(25, Left("caches/s").Length);
        Assert.Equal("25", Left("caches/s")[^1]);
    }

    [Fact]
    public void Trim_FollowsNoLink()
    {
        using var outside = new TestTree();
        outside.File("big", new string('x', 500 * KiB));
        _tree.Link("caches/s/link", outside.Path);
        _tree.Link("caches/t", outside.Path);
        Assert.Equal(0, BuildCache.Trim(Cache, "s", Cancelled));
        Assert.ThrowsAny<IOException>(() => BuildCache.Trim(Cache, "t", Cancelled));
        Assert.True(File.Exists(outside["big"]));
    }

    [Fact]
    public void Trim_LeavesACacheAlone_ThatIsMissingOrHasNoLimit()
    {
        Add("caches/s/file", 500 * KiB, 1);
        Assert.Equal(0, BuildCache.Trim(Cache, "none", Cancelled));
        Assert.Equal(0, BuildCache.Trim(Cache with { SizeLimit = 0 }, "s", Cancelled));
        Assert.Equal(["file"], Left("caches/s"));
    }

    private void Add(string path, int size, int ageInHours)
    {
        _tree.File(path, new string('x', size));
        File.SetLastWriteTimeUtc(_tree[path], new DateTime(2026, 1, 10, 0, 0, 0, DateTimeKind.Utc).AddHours(-ageInHours));
    }

    private string[] Left(string path) =>
    [
        .. Directory.EnumerateFiles(_tree[path], "*", SearchOption.AllDirectories)
            .Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal),
    ];
}
