using Imaginator.ImageStores.Maintenance;
using Imaginator.Plugins.LocalStore.Tests.Support;

namespace Imaginator.Plugins.LocalStore.Tests.Processes;

public sealed class ProcessTests
{
    private static CancellationToken Cancellation => TestStore.Cancellation;

    [Fact]
    public async Task AnImage_IsSeenByOtherProcesses_AndKeptForTheirPins()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        await using var pin = ChildProcess.Start("pin", store.Url, "s/1");
        Assert.Equal("ready", await pin.ReadLineAsync());
        await store.Server.DeleteImageAsync("s/1", Cancellation);
        Assert.Equal(new StoreCollectionReport(0, 0, 0), await store.Server.CollectGarbageAsync(Cancellation));
        Assert.NotNull(await store.Server.GetImageAsync("s/1", true, Cancellation));
        Assert.Equal(0, await pin.FinishAsync());
        Assert.Equal(2, (await store.Server.CollectGarbageAsync(Cancellation)).Objects);
    }

    [Fact]
    public async Task APin_EndsWithItsProcess()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        await using (var pin = ChildProcess.Start("pin", store.Url, "s/1"))
        {
            Assert.Equal("ready", await pin.ReadLineAsync());
            await store.Server.DeleteImageAsync("s/1", Cancellation);
            pin.Kill();
        }

        Assert.Null(await store.Server.GetImageAsync("s/1", true, Cancellation));
        Assert.Equal(1, (await store.Server.CollectGarbageAsync(Cancellation)).Images);
        Assert.Empty(Directory.EnumerateFileSystemEntries(store.Path + "/leases"));
    }

    [Fact]
    public async Task Objects_ClaimedByAnotherProcess_StayUntilItIsDone()
    {
        await using var store = await TestStore.CreateAsync();
        await store.AddAsync("s/1", "x");
        await using var claim = ChildProcess.Start("claim", store.Url, "x");
        Assert.Equal("ready", await claim.ReadLineAsync());
        await store.Server.DeleteImageAsync("s/1", Cancellation);
        Assert.Equal(1, (await store.Server.CollectGarbageAsync(Cancellation)).Objects);
        Assert.Equal(0, await claim.FinishAsync());
        Assert.Equal(["claimed/1"], await store.ListAsync());
        Assert.Empty((await store.CheckAsync()).Faults);
    }

    [Fact]
    public async Task Processes_UploadDeleteAndCollect_AtTheSameTime()
    {
        await using var store = await TestStore.CreateAsync();
        await using var first = ChildProcess.Start("upload", store.Url, "first", "50");
        await using var second = ChildProcess.Start("upload", store.Url, "second", "50");
        var both = Task.WhenAll(first.ReadToEndAsync(), second.ReadToEndAsync());
        while (!both.IsCompleted)
        {
            await store.Server.CollectGarbageAsync(Cancellation);
        }

        Assert.Equal(0, await first.FinishAsync());
        Assert.Equal(0, await second.FinishAsync());
        Assert.All(await both, names => Assert.Equal(50, names.Length));
        Assert.Equal(34, (await store.ListAsync()).Count);
        await store.Server.CollectGarbageAsync(Cancellation);
        Assert.Empty((await store.CheckAsync()).Faults);
    }

    [Fact]
    public async Task KilledAtAnyMoment_EveryListedImageIsComplete()
    {
        await using var store = await TestStore.CreateAsync();
        var random = new Random(1);
        var announced = new List<string>();
        for (var round = 0; round < 12; round++)
        {
            await using var child = ChildProcess.Start("upload", store.Url, $"round{round}", "1000");
            announced.Add((await child.ReadLineAsync())!);
            await Task.Delay(random.Next(60), Cancellation);
            child.Kill();
            announced.AddRange(await child.ReadToEndAsync());

            // Remains of the upload are allowed, an incomplete image or object is not.
            var faults = (await store.CheckAsync()).Faults;
            Assert.All(faults, fault => Assert.Matches("unreferenced|interrupted", fault));
        }

        // Every third image is kept: those that were announced are there.
        var kept = announced.Where(name => int.Parse(name.Split('/')[1], System.Globalization.CultureInfo.InvariantCulture) % 3 == 0);
        Assert.Empty(kept.Except(await store.ListAsync()));
        await store.Server.CollectGarbageAsync(Cancellation);
        Assert.Empty((await store.CheckAsync()).Faults);
        Assert.Empty(Directory.EnumerateFileSystemEntries(store.Path + "/incoming"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(store.Path + "/leases"));
    }
}
