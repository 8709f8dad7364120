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
        Assert.Equal("users%2Fa.cache", BuildCache.Prepare(Cache, "users/a"));
        Assert.Equal("users%2Fa.cache", BuildCache.Prepare(Cache, "users/a"));
        Assert.True(Directory.Exists(_tree["caches/users%2Fa.cache"]));
        Assert.Equal(0x1C0u, _tree.Mode("caches"));
    }

    [Fact]
    public void Prepare_GivesEachStreamADirectoryThatIsNotInsideAnother()
    {
        string[] streams = ["n", "n/a", "n/a/b", "n%2Fa", "n/a.cache", "N/a", "n\\a", new string('x', 300), $"{new string('x', 300)}y"];
        var names = streams.Select(stream => BuildCache.Prepare(Cache, stream)).ToList();

        Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
        Assert.All(names, name => Assert.DoesNotContain('/', name));
        Assert.All(names, name => Assert.True(name.Length <= 255));
        Assert.Equal(names.Order(StringComparer.Ordinal), Directory.GetDirectories(_tree["caches"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void NameOfALongStream_IsNotThatOfAnother()
    {
        var name = CacheDirectoryName.Of(new string('x', 300));
        Assert.NotEqual(name, CacheDirectoryName.Of(Path.GetFileNameWithoutExtension(name)));
        Assert.NotEqual(name, CacheDirectoryName.Of(name));
    }

    [Fact]
    public void Prepare_RefusesALink()
    {
        using var outside = new TestTree();
        _tree.Link("caches/users%2Fa.cache", outside.Path);
        var failure = Assert.Throws<ImaginatorException>(() => BuildCache.Prepare(Cache, "users/a"));
        Assert.Contains("users/a", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(outside.Path));
    }

    [Fact]
    public void Trim_RemovesTheOldestFilesUntilTheLimitIsMet()
    {
        for (var age = 1; age <= 5; age++)
        {
            Add($"caches/s.cache/dir{age % 2}/{age}", 40 * KiB, age);
        }

        Assert.Equal(120 * KiB, BuildCache.Trim(Cache, "s", Cancelled));
        Assert.Equal(["1", "2"], Left("caches/s.cache"));
        Assert.Equal(0, BuildCache.Trim(Cache, "s", Cancelled));
    }

    [Fact]
    public void Trim_CountsFilesWithoutContents()
    {
        for (var age = 1; age <= 50; age++)
        {
            Add($"caches/s.cache/{age:00}", 0, age);
        }

        BuildCache.Trim(Cache, "s", Cancelled);
        Assert.Equal(25, Left("caches/s.cache").Length);
        Assert.Equal("25", Left("caches/s.cache")[^1]);
    }

    [Fact]
    public void Trim_FollowsNoLink()
    {
        using var outside = new TestTree();
        outside.File("big", new string('x', 500 * KiB));
        _tree.Link("caches/s.cache/link", outside.Path);
        _tree.Link("caches/t.cache", outside.Path);
        Assert.Equal(0, BuildCache.Trim(Cache, "s", Cancelled));
        Assert.ThrowsAny<IOException>(() => BuildCache.Trim(Cache, "t", Cancelled));
        Assert.True(File.Exists(outside["big"]));
    }

    [Fact]
    public void Trim_LeavesACacheAlone_ThatIsMissingOrHasNoLimit()
    {
        Add("caches/s.cache/file", 500 * KiB, 1);
        Assert.Equal(0, BuildCache.Trim(Cache, "none", Cancelled));
        Assert.Equal(0, BuildCache.Trim(Cache with { SizeLimit = 0 }, "s", Cancelled));
        Assert.Equal(["file"], Left("caches/s.cache"));
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
