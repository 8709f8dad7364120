using Imaginator.ImageStores.Maintenance;
using Imaginator.Plugins.LocalStore.Tests.Support;

namespace Imaginator.Plugins.LocalStore.Tests.Maintenance;

public sealed class GarbageCollectorTests
{
    private static CancellationToken Cancellation => TestStore.Cancellation;

    [Fact]
    public async Task Removes_WhatOnlyDeletedAndExpiredImagesNeed()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "a", "shared");
        await store.AddAsync("s/2", image => image with { ExpiresAt = store.Time.GetUtcNow().AddHours(1) }, "bcd", "shared");
        await store.AddAsync("s/3", "e", "shared");
        await store.Server.DeleteImageAsync("s/1", Cancellation);
        store.Time.Advance(TimeSpan.FromHours(2));

        var report = await store.Server.CollectGarbageAsync(Cancellation);
        Assert.Equal((2, 4), (report.Images, report.Objects));
        Assert.InRange(report.Bytes, 1 + 3 + 200, 1000);
        Assert.False(File.Exists(store.ObjectPath("a")));
        Assert.False(File.Exists(store.ObjectPath("bcd")));
        Assert.True(File.Exists(store.ObjectPath("shared")));
        Assert.Empty((await store.CheckAsync()).Faults);
        Assert.Equal(new StoreCollectionReport(0, 0, 0), await store.Server.CollectGarbageAsync(Cancellation));
    }

    [Fact]
    public async Task Keeps_WhatAnUploadHasFoundOrRefersTo()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x", "y");
        await using var upload = await store.Server.BeginUploadAsync(Cancellation);
        Assert.False(await TestStore.AddTextAsync(upload, "x"));
        await store.Server.DeleteImageAsync("s/1", Cancellation);
        Assert.Equal(2, (await store.Server.CollectGarbageAsync(Cancellation)).Objects);
        Assert.True(File.Exists(store.ObjectPath("x")));
        await upload.CommitAsync("s/2", Samples.ImageOf("x"), Cancellation);
        await upload.DisposeAsync();
        await store.Server.CollectGarbageAsync(Cancellation);
        Assert.Empty((await store.CheckAsync()).Faults);
    }

    [Fact]
    public async Task Runs_ByItself_OncePerInterval()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        await store.Server.DeleteImageAsync("s/1", Cancellation);
        await using (var server = await TestStore.OpenAsync(store.Url, store.Time, TimeSpan.FromHours(1)))
        {
            await AddEmptyAsync(server, "t/1");
        }

        // The first commit of all had begun an interval.
        Assert.True(File.Exists(store.ObjectPath("x")));
        store.Time.Advance(TimeSpan.FromHours(1));
        await using (var server = await TestStore.OpenAsync(store.Url, store.Time, TimeSpan.FromHours(1)))
        {
            await AddEmptyAsync(server, "t/2");
        }

        Assert.False(File.Exists(store.ObjectPath("x")));
    }

    [Fact]
    public async Task Stays_CorrectWhileOthersUploadAndDelete()
    {
        await using var store = await TestStore.CreateAsync();
        var first = await store.OpenAsync();
        var second = await store.OpenAsync();
        using var done = new CancellationTokenSource();
        var collections = Task.Run(
            async () =>
            {
                var count = 0;
                for (; !done.IsCancellationRequested; count++)
                {
                    await store.Server.CollectGarbageAsync(CancellationToken.None);
                }

                return count;
            },
            Cancellation);
        await Task.WhenAll(
            Task.Run(() => Processes.ChildCommands.UploadAsync(first, "first", 60, _ => { }), Cancellation),
            Task.Run(() => Processes.ChildCommands.UploadAsync(second, "second", 60, _ => { }), Cancellation));
        await done.CancelAsync();
        Assert.True(await collections > 3);
        Assert.Equal(40, (await store.ListAsync()).Count);
        await store.Server.CollectGarbageAsync(Cancellation);
        Assert.Empty((await store.CheckAsync()).Faults);
    }

    private static async Task AddEmptyAsync(LocalImageStore server, string name)
    {
        await using var upload = await server.BeginUploadAsync(Cancellation);
        await upload.CommitAsync(name, Samples.ImageOf(), Cancellation);
    }
}
