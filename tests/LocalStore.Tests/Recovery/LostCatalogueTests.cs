using Imaginator.ImageStores;
using Imaginator.Plugins.LocalStore.Tests.Support;

namespace Imaginator.Plugins.LocalStore.Tests.Recovery;

/// <summary>Stores whose catalogue is lost or damaged: nothing is removed, and the catalogue can be rebuilt.</summary>
public sealed class LostCatalogueTests
{
    private static CancellationToken Cancellation => TestStore.Cancellation;

    [Theory]
    [InlineData("missing")]
    [InlineData("missing, with the file that identifies the store")]
    [InlineData("empty")]
    [InlineData("garbage")]
    [InlineData("without tables")]
    public async Task Refuses_ALostCatalogue_AndRebuildsIt(string loss)
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", _ => Samples.RichImage() with { FileSystem = Samples.TreeOf(), BuildLog = null }, "log");
        await store.AddAsync("s/2", image => image with { ExpiresAt = store.Time.GetUtcNow().AddHours(1) }, "x", "y");
        await store.AddAsync("t/u/1", "z");
        await store.Server.ChangeImageExpirationAsync("s/2", store.Time.GetUtcNow().AddHours(2), Cancellation);
        await store.Server.MakeDirectoryAsync("empty", Cancellation);
        await store.Server.ChangeDirectoryOwnerAsync("t", "owners", Cancellation);
        await store.AddAsync("s/deleted", "w");
        await store.Server.DeleteImageAsync("s/deleted", Cancellation);
        var images = await store.ListAsync();
        var expiresAt = (await store.Server.GetImageAsync("s/2", false, Cancellation))!.ExpiresAt;
        await store.CloseAsync();
        await LoseAsync(store, loss);
        var objects = store.ListObjects();

        var error = await Assert.ThrowsAsync<ImageStoreException>(() => store.OpenAsync());
        Assert.Equal(ImageStoreError.Corrupt, error.Reason);
        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
        Assert.Contains("builder-tool fsck-store -rebuildCatalogue", error.Message, StringComparison.Ordinal);
        Assert.Equal(objects, store.ListObjects());

        var report = await store.RebuildAsync();
        Assert.Contains("image \"s/2\": listed again", report);
        await store.OpenAsync();
        Assert.Equal(images, (await store.ListAsync()).Where(name => !name.StartsWith("lost+found/", StringComparison.Ordinal)));
        Assert.Equal(expiresAt, (await store.Server.GetImageAsync("s/2", false, Cancellation))!.ExpiresAt);
        TreeAssert.EqualWithoutTree(
            Samples.RichImage() with { FileSystem = null, BuildLog = null },
            (await store.Server.GetImageAsync("s/1", false, Cancellation))! with
            {
                CreatedOn = Samples.RichImage().CreatedOn, CreatedBy = Samples.RichImage().CreatedBy,
            });
        Assert.Equal("owners", (await store.Server.FindDirectoryAsync("t", Cancellation))!.OwnerGroup);
        Assert.NotNull(await store.Server.FindDirectoryAsync("empty", Cancellation));
        Assert.Empty((await store.CheckAsync()).Faults);
        await store.Server.CollectGarbageAsync(Cancellation);
        Assert.True(File.Exists(store.ObjectPath("x")));
        Assert.True(File.Exists(store.ObjectPath("z")));
        Assert.Empty(await store.RebuildAsync());
    }

    [Fact]
    public async Task Rebuilds_ImagesOfOlderVersions_FromTheirTrees()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        await store.AddAsync("s/2", "y");
        await store.CloseAsync();
        File.Delete(store.CataloguePath);
        Directory.Delete(store.Path + "/images", recursive: true);
        var objects = store.ListObjects();

        await store.RebuildAsync();
        await store.OpenAsync();
        await store.Server.CollectGarbageAsync(Cancellation);
        Assert.Equal(objects, store.ListObjects());
        var found = await store.ListAsync();
        Assert.Equal(2, found.Count);
        Assert.All(found, name => Assert.StartsWith("lost+found/", name, StringComparison.Ordinal));
        Assert.Single((await store.Server.GetImageAsync(found[0], true, Cancellation))!.FileSystem!.InodeTable);
    }

    [Fact]
    public async Task Rebuild_UnlistsWhatIsIncomplete_AndSetsDamagedRecordsAside()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        await store.AddAsync("s/2", "y");
        await store.AddAsync("s/3", "z");
        await store.CloseAsync();
        File.Delete(store.CataloguePath);
        File.Delete(store.ObjectPath("y"));
        var damaged = Directory.EnumerateFiles(store.Path + "/images")
            .Single(path => File.ReadAllText(path).Contains("s/3", StringComparison.Ordinal));
        await File.WriteAllBytesAsync(damaged, (await File.ReadAllBytesAsync(damaged, Cancellation))[..^1], Cancellation);

        var report = await store.RebuildAsync();
        Assert.Contains(report, line => line.StartsWith("image \"s/2\": not listed, because it is incomplete", StringComparison.Ordinal));
        Assert.Contains(report, line => line.Contains("is damaged", StringComparison.Ordinal));
        await store.OpenAsync();
        Assert.Equal(["lost+found/", "s/1"], (await store.ListAsync()).Select(name => name.StartsWith('l') ? name[..11] : name));
        await store.AddAsync("s/4", "y");
        await store.CheckAsync(repair: true);
        Assert.Contains("s/2", await store.ListAsync());
    }

    [Fact]
    public async Task Rebuild_Waits_UntilNoOtherProcessUsesTheStore()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        File.Delete(store.CataloguePath);
        var error = await Assert.ThrowsAsync<ImageStoreException>(store.RebuildAsync);
        Assert.Equal(ImageStoreError.Busy, error.Reason);
        Assert.Contains("stop imaginator", error.Message, StringComparison.Ordinal);
        await store.CloseAsync();
        Assert.NotEmpty(await store.RebuildAsync());
    }

    [Theory]
    [InlineData(99, ImageStoreError.Unreachable, "its version is 99, but this program supports version 1; upgrade the program")]
    [InlineData(0, ImageStoreError.Corrupt, "its version is 0, but its tables are those of version 1")]
    [InlineData(-1, ImageStoreError.Corrupt, "its version is -1")]
    public async Task Refuses_ACatalogueOfAnotherVersion(int version, ImageStoreError reason, string message)
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        await store.CloseAsync();
        await CatalogueFile.ExecuteAsync(store.CataloguePath, $"PRAGMA user_version = {version}");
        var error = await Assert.ThrowsAsync<ImageStoreException>(() => store.OpenAsync());
        Assert.Equal(reason, error.Reason);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static async Task LoseAsync(TestStore store, string loss)
    {
        switch (loss)
        {
            case "missing":
                File.Delete(store.CataloguePath);
                break;
            case "missing, with the file that identifies the store":
                File.Delete(store.CataloguePath);
                File.Delete(store.Path + "/format");
                break;
            case "empty":
                await File.WriteAllBytesAsync(store.CataloguePath, [], Cancellation);
                break;
            case "garbage":
                await File.WriteAllTextAsync(store.CataloguePath, new string('x', 100_000), Cancellation);
                break;
            case "without tables":
                File.Delete(store.CataloguePath);
                await CatalogueFile.ExecuteAsync(store.CataloguePath, "CREATE TABLE t (x); DROP TABLE t");
                break;
        }
    }
}
