using Imaginator.ImageStores;
using Imaginator.Plugins.LocalStore.Catalogue;
using Imaginator.Plugins.LocalStore.Tests.Support;

namespace Imaginator.Plugins.LocalStore.Tests.Recovery;

/// <summary>Stores with an older copy of their catalogue: what it lacks is not garbage.</summary>
public sealed class OlderCatalogueTests
{
    private static CancellationToken Cancellation => TestStore.Cancellation;

    [Fact]
    public async Task KeepsEverything_OfImagesThatAnOlderCatalogueLacks()
    {
        await using var store = await TestStore.CreateAsync();
        await LoseSecondImageAsync(store);
        await store.OpenAsync();
        await CheckSuspicionAsync(store, "older copy");

        Assert.Equal(["image \"s/2\": listed again"], await store.RebuildAsync());
        Assert.Equal(["s/1", "s/2"], await store.ListAsync());
        Assert.Empty((await store.CheckAsync()).Faults);
        await store.Server.CollectGarbageAsync(Cancellation);
        Assert.True(File.Exists(store.ObjectPath("y")));
    }

    [Fact]
    public async Task KeepsEverything_OfACopyOfARunningStoreWithoutItsLog()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/0", "w");
        await store.ReopenAsync();
        await store.AddAsync("s/1", "x");
        var copied = await File.ReadAllBytesAsync(store.CataloguePath, Cancellation);
        await store.CloseAsync();
        await File.WriteAllBytesAsync(store.CataloguePath, copied, Cancellation);
        await store.OpenAsync();
        Assert.Equal(["s/0"], await store.ListAsync());
        await CheckSuspicionAsync(store, "catalogue.db-wal");
        await store.RebuildAsync();
        Assert.Equal(["s/0", "s/1"], await store.ListAsync());
    }

    [Fact]
    public async Task KeepsEverything_OfAStoreOfAnOlderVersion_WhoseCatalogueIsANewOne()
    {
        await using var store = await TestStore.CreateAsync();
        await store.CloseAsync();
        File.Copy(store.CataloguePath, store.CataloguePath + ".new");
        await store.OpenAsync();
        await store.AddAsync("s/1", "x");
        await store.CloseAsync();
        Directory.Delete(store.Path + "/images", recursive: true);
        File.Move(store.CataloguePath + ".new", store.CataloguePath, overwrite: true);
        await store.OpenAsync();
        await CheckSuspicionAsync(store, "has never had an image");

        // With an image of its own, the catalogue would be trusted.
        Assert.Equal(
            ImageStoreError.Corrupt,
            (await Assert.ThrowsAsync<ImageStoreException>(() => store.AddAsync("s/2", "y"))).Reason);
        await CheckSuspicionAsync(store, "has never had an image");
        await store.RebuildAsync();
        Assert.Single(await store.ListAsync("lost+found"));
        await store.Server.CollectGarbageAsync(Cancellation);
        Assert.True(File.Exists(store.ObjectPath("x")));
    }

    [Fact]
    public async Task Collects_WhatAnInterruptedFirstUploadLeft()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        await store.CloseAsync();

        // As before its last step.
        await CatalogueFile.ExecuteAsync(store.CataloguePath, "DELETE FROM images");
        Directory.EnumerateFiles(store.Path + "/images").ToList().ForEach(File.Delete);
        await store.OpenAsync();
        await store.Server.CollectGarbageAsync(Cancellation);
        Assert.Empty(store.ListObjects());
    }

    [Fact]
    public async Task Rebuild_FindsTheTreeOfAnImageWithADamagedRecord()
    {
        await using var store = await TestStore.CreateAsync();
        await LoseSecondImageAsync(store);
        var record = Directory.EnumerateFiles(store.Path + "/images")
            .Single(path => File.ReadAllText(path).Contains("s/2", StringComparison.Ordinal));
        await File.WriteAllBytesAsync(record, (await File.ReadAllBytesAsync(record, Cancellation))[..^1], Cancellation);

        await store.RebuildAsync();
        await store.OpenAsync();
        await store.Server.CollectGarbageAsync(Cancellation);
        Assert.Single(await store.ListAsync("lost+found"));
        Assert.True(File.Exists(store.ObjectPath("y")));
    }

    [Fact]
    public async Task AnInterruptedRebuild_LosesNothing()
    {
        await using var store = await TestStore.CreateAsync();
        for (var index = 0; index < 10; index++)
        {
            await store.AddAsync($"s/{index}", $"x{index}");
        }

        await store.CloseAsync();
        Directory.Delete(store.Path + "/images", recursive: true);
        await CatalogueFile.ExecuteAsync(store.CataloguePath, "VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
        await using (var file = File.OpenWrite(store.CataloguePath))
        {
            // Not the pages of the schema.
            file.Position = 3 * 4096;
            await file.WriteAsync(new byte[4096], Cancellation);
        }

        // In the way of the damaged catalogue, after its records have been written.
        var obstacle = Directory.CreateDirectory($"{store.Path}/corrupt/catalogue.db-{store.Time.GetUtcNow():yyyyMMdd'T'HHmmssfff'Z'}");
        await Assert.ThrowsAsync<ImageStoreException>(store.RebuildAsync);
        obstacle.Delete();
        File.Delete(store.CataloguePath);

        await store.RebuildAsync();
        await store.OpenAsync();
        await store.Server.CollectGarbageAsync(Cancellation);
        var images = await store.ListAsync();
        Assert.Equal(10, images.Count);
        Assert.NotEmpty(await store.ListAsync("s"));
        Assert.Empty((await store.CheckAsync()).Faults);
    }

    [Fact]
    public async Task KeepsNoCopyOfAnEarlierVersion_OfACatalogueThatAnotherProcessHasConverted()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        await store.CloseAsync();
        var aside = Directory.CreateDirectory(store.Path + "/corrupt").FullName;
        using var database = new CatalogueDatabase(store.CataloguePath);
        using var connection = database.Open();

        // The version was read before the other process had converted the catalogue.
        database.KeepCopy(connection, CatalogueTables.Version - 1);
        Assert.Empty(Directory.EnumerateFiles(aside));

        database.KeepCopy(connection, CatalogueTables.Version);
        Assert.Equal(
            $"catalogue.db.version-{CatalogueTables.Version}", Path.GetFileName(Assert.Single(Directory.EnumerateFiles(aside))));
    }

    [Fact]
    public async Task KeepsEverything_WhileTheCatalogueIsDamaged()
    {
        await using var store = await TestStore.CreateAsync();
        for (var index = 0; index < 10; index++)
        {
            await store.AddAsync($"s/{index}", "x");
        }

        await store.Server.DeleteImageAsync("s/7", Cancellation);
        await store.CloseAsync();
        await CatalogueFile.ExecuteAsync(store.CataloguePath, "VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
        await using (var file = File.OpenWrite(store.CataloguePath))
        {
            // Not the pages of the schema.
            file.Position = 3 * 4096;
            await file.WriteAsync(new byte[4096], Cancellation);
        }

        await store.OpenAsync();
        var objects = store.ListObjects();
        var error = await Assert.ThrowsAsync<ImageStoreException>(() => store.Server.CollectGarbageAsync(Cancellation));
        Assert.Equal(ImageStoreError.Corrupt, error.Reason);
        Assert.Contains("-rebuildCatalogue", error.Message, StringComparison.Ordinal);
        Assert.Equal(objects, store.ListObjects());

        await store.CloseAsync();
        await store.RebuildAsync();
        await store.OpenAsync();
        Assert.Equal(9, (await store.ListAsync("s")).Count);
        Assert.Empty((await store.CheckAsync()).Faults);
    }

    /// <summary>Adds s/1 and s/2, and puts the catalogue of before s/2 back into the closed store.</summary>
    private static async Task LoseSecondImageAsync(TestStore store)
    {
        await store.AddAsync("s/1", "x");
        await store.CloseAsync();
        File.Copy(store.CataloguePath, store.CataloguePath + ".older");
        await store.OpenAsync();
        await store.AddAsync("s/2", "y");
        await store.CloseAsync();
        File.Move(store.CataloguePath + ".older", store.CataloguePath, overwrite: true);
    }

    private static async Task CheckSuspicionAsync(TestStore store, string reason)
    {
        var objects = store.ListObjects();
        var error = await Assert.ThrowsAsync<ImageStoreException>(() => store.Server.CollectGarbageAsync(Cancellation));
        Assert.Equal(ImageStoreError.Corrupt, error.Reason);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("builder-tool fsck-store -rebuildCatalogue", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ImageStoreException>(
            () => store.Server.RemoveUnreferencedObjectsAsync(100, 0, Cancellation));

        var report = await store.CheckAsync(repair: true);
        Assert.Contains(report.Unrepaired, line => line.Contains(reason, StringComparison.Ordinal));
        Assert.Equal(report.Unrepaired, (await store.CheckAsync()).Faults);
        Assert.Equal(objects, store.ListObjects());
    }
}
