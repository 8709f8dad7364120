using Imaginator.Plugins.LocalStore.Tests.Objects;
using Imaginator.Plugins.LocalStore.Tests.Support;

namespace Imaginator.Plugins.LocalStore.Tests.Maintenance;

public sealed class StoreCheckerTests
{
    private static CancellationToken Cancellation => TestStore.Cancellation;

    [Fact]
    public async Task Finds_NothingInASoundStore()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x", "y");
        await store.AddAsync("s/2", "x", "y", "z");
        var seen = new List<long>();
        var report = await store.Server.CheckAsync(true, new SynchronousProgress(seen.Add), Cancellation);
        Assert.Empty(report.Faults);
        Assert.Empty(report.Repairs);
        Assert.Equal((2, 5), (report.Images, report.Objects));
        Assert.Equal(report.Bytes, seen[^1]);
    }

    [Fact]
    public async Task SetsAside_WhatIsCorrupt_AndTheImagesThatNeedIt()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x", "y");
        await store.AddAsync("s/2", "z");
        await store.AddAsync("s/3", "missing");
        await CorruptionTests.FlipAsync(store.ObjectPath("y"));
        File.Delete(store.ObjectPath("missing"));

        var report = await store.CheckAsync();
        Assert.Equal(3, report.Faults.Length);
        Assert.Empty(report.Repairs);
        Assert.Equal(3, (await store.ListAsync()).Count);

        report = await store.CheckAsync(repair: true);
        Assert.Equal(3, report.Faults.Length);
        Assert.Equal(3, report.Repairs.Length);
        Assert.Equal(["s/2"], await store.ListAsync());
        Assert.True(File.Exists($"{store.Path}/corrupt/{Samples.HashOf("y")}"));
        Assert.Empty((await store.CheckAsync()).Faults);

        // Whoever brings the contents again brings the image back.
        await store.AddAsync("s/4", "y", "missing");
        await store.CheckAsync(repair: true);
        Assert.Equal(["s/1", "s/2", "s/3", "s/4"], await store.ListAsync());
        Assert.Empty((await store.CheckAsync()).Faults);
    }

    [Fact]
    public async Task SetsAside_ImagesWithoutATree_SoThatGarbageCanBeCollectedAgain()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        await store.AddAsync("s/2", "z");
        var tree = Directory.EnumerateFiles(store.Path + "/objects", "*", SearchOption.AllDirectories)
            .First(path => new FileInfo(path).Length > 1);
        await CorruptionTests.FlipAsync(tree);
        Assert.NotEmpty((await store.CheckAsync()).Faults);
        await store.CheckAsync(repair: true);
        Assert.Single(await store.ListAsync());
        Assert.Empty((await store.CheckAsync()).Faults);
        await store.Server.CollectGarbageAsync(Cancellation);
    }

    [Fact]
    public async Task Mends_ModesStraysAndLeftovers()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        File.SetUnixFileMode(store.ObjectPath("x"), UnixFileMode.OtherWrite);
        await File.WriteAllTextAsync(store.Path + "/objects/ab/stray", "?", Cancellation);
        Directory.CreateDirectory(store.Path + "/incoming/dead");
        await File.WriteAllTextAsync(store.Path + "/incoming/dead/half", "?", Cancellation);
        await File.WriteAllTextAsync(store.Path + "/leases/dead.upload", "?", Cancellation);
        await File.WriteAllTextAsync(store.Path + "/incoming/stray", "?", Cancellation);
        await File.WriteAllTextAsync(store.ObjectPath("garbage"), "garbage", Cancellation);
        File.SetUnixFileMode(store.ObjectPath("garbage"), UnixFileMode.UserRead);

        var report = await store.CheckAsync(repair: true);
        Assert.Collection(
            report.Faults,
            fault => Assert.Contains("wrong owner or permissions", fault),
            fault => Assert.Contains("objects/ab/stray is not an object", fault));
        Assert.Equal(4, report.Repairs.Length);
        Assert.Contains(report.Repairs, line => line.Contains("1 unreferenced object with 7 bytes", StringComparison.Ordinal));
        Assert.Contains(report.Repairs, line => line.Contains("3 remnants of interrupted uploads", StringComparison.Ordinal));
        Assert.Empty(report.Unrepaired);
        Assert.Empty((await store.CheckAsync()).Faults);
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(store.ObjectPath("x")));
        Assert.True(File.Exists(store.Path + "/corrupt/ab-stray"));
        Assert.False(File.Exists(store.ObjectPath("garbage")));
        Assert.Equal(["s/1"], await store.ListAsync());
    }

    [Fact]
    public async Task Leaves_WhatARunningUploadReliesOn()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "contents");
        await using var upload = await store.Server.BeginUploadAsync(Cancellation);
        Assert.False(await TestStore.AddTextAsync(upload, "contents"));
        await CorruptionTests.FlipAsync(store.ObjectPath("contents"));
        var report = await store.CheckAsync(repair: true);
        Assert.Contains(report.Unrepaired, line => line.Contains("not moved", StringComparison.Ordinal));
        Assert.True(File.Exists(store.ObjectPath("contents")));
    }

    [Fact]
    public async Task Reports_ACatalogueThatIsDamaged()
    {
        await using var store = await TestStore.CreateAsync();
        for (var index = 0; index < 50; index++)
        {
            await store.AddAsync($"s/{index}", "x");
        }

        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={store.Path}/catalogue.db"))
        {
            await connection.OpenAsync(Cancellation);
            var command = connection.CreateCommand();
            command.CommandText = "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = 'images_by_directory'; PRAGMA schema_version = 1000; PRAGMA wal_checkpoint(TRUNCATE);";
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        Assert.Contains((await store.CheckAsync()).Faults, fault => fault.StartsWith("catalogue", StringComparison.Ordinal));
    }

    private sealed class SynchronousProgress(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
