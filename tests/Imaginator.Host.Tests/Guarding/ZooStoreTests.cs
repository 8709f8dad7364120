using Imaginator.Hosting.Plugins.Guarding;
using Imaginator.Hosting.Plugins.Guarding.Stores;
using Imaginator.Images;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Maintenance;
using Imaginator.ImageStores.Objects;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Tests.Guarding;

/// <summary>A store of a bad plugin costs its callers an error that names the plugin, and nothing else.</summary>
public sealed class ZooStoreTests
{
    [Theory]
    [InlineData("throws", "InvalidOperationException: a bug")]
    [InlineData("cancels", "OperationCanceledException: by itself")]
    public async Task EachMethodThatFails_NamesThePlugin(string way, string fault)
    {
        await using var site = new ZooSite();
        var store = await site.OpenAsync(way);

        foreach (var (name, run) in ZooCalls.OfStore)
        {
            var exception = await Assert.ThrowsAsync<PluginException>(() => run(store));
            Assert.Equal($"{ZooSite.Zoo} failed in {name}: {fault}; {ZooSite.Blame}", exception.Message);
            Assert.NotNull(exception.InnerException);
        }

        Assert.Equal(ZooCalls.OfStore.Count, site.Plugins.Conditions.Single(plugin => plugin.Name == "ZooPlugin").Faults);
        await site.RequireInnocentAsync();
    }

    [Theory]
    [InlineData("throws", "InvalidOperationException: a bug")]
    [InlineData("cancels", "OperationCanceledException: by itself")]
    public async Task UploaderThatFails_NamesThePlugin(string way, string fault)
    {
        await using var site = new ZooSite();

        var opening = await Assert.ThrowsAsync<PluginException>(() => site.Plugins.OpenImageStoreAsync($"zoo://{way}", ZooSite.Cancel));
        var reading = await Assert.ThrowsAsync<PluginException>(
            () => site.Plugins.OpenExistingImageStoreAsync($"zoo://{way}", ZooSite.Cancel));
        var recovery = await Assert.ThrowsAsync<PluginException>(() => site.Plugins.RebuildCatalogueAsync($"zoo://{way}", ZooSite.Cancel));

        Assert.Equal($"{ZooSite.Zoo} failed in IUploader.OpenAsync: {fault}; {ZooSite.Blame}", opening.Message);
        Assert.Equal($"{ZooSite.Zoo} failed in IUploader.OpenExistingAsync: {fault}; {ZooSite.Blame}", reading.Message);
        Assert.Equal($"{ZooSite.Zoo} failed in IStoreRecovery.RebuildCatalogueAsync: {fault}; {ZooSite.Blame}", recovery.Message);
        await site.RequireInnocentAsync();
    }

    [Fact]
    public async Task StoreThatDoesNotOpen_LetsADaemonStart()
    {
        await using var site = new ZooSite();
        var hanging = site.Plugins.TryOpenImageStoreAsync("zoo://stops", ZooSite.Cancel);
        site.Time.Advance(TimeSpan.FromMinutes(1));

        var late = await hanging;
        var broken = await site.Plugins.TryOpenImageStoreAsync("zoo://throws", ZooSite.Cancel);
        var (store, fault) = await site.Plugins.TryOpenImageStoreAsync("zoo://fine", ZooSite.Cancel);

        Assert.Null(late.Store);
        Assert.Equal($"{ZooSite.Zoo} did not complete IUploader.OpenAsync within 1m", late.Fault);
        Assert.Null(broken.Store);
        Assert.Equal($"{ZooSite.Zoo} failed in IUploader.OpenAsync: InvalidOperationException: a bug; {ZooSite.Blame}", broken.Fault);
        Assert.NotNull(store);
        Assert.Equal("", fault);
    }

    [Fact]
    public async Task EachMethodThatWorks_Passes()
    {
        await using var site = new ZooSite();
        await using var store = await site.OpenAsync("fine");

        foreach (var (_, run) in ZooCalls.OfStore)
        {
            await run(store);
        }

        Assert.Equal(new StoreSize(1, 2, 3), await ((IStoreStatistics)store).MeasureAsync(ZooSite.Cancel));
        Assert.Equal(new StoreScrubReport(1, 2, 3), await ((IStoreScrubbing)store).ScrubAsync(1, ZooSite.Cancel));
        var names = new List<string>();
        await foreach (var image in store.ListImagesAsync("", ZooSite.Cancel))
        {
            names.Add(image.Name);
        }

        Assert.Equal(["a", "b"], names);
    }

    [Fact]
    public async Task OptionalInterfaces_AreThoseOfThePlugin()
    {
        await using var site = new ZooSite();
        await using var full = await site.OpenAsync("fine");
        await using var plain = await site.OpenAsync("fine", "plain");

        Assert.True(full is IServableStore and IStoreMaintenance and IStoreScrubbing and IStoreStatistics);
        Assert.False(plain is IServableStore or IStoreMaintenance or IStoreScrubbing or IStoreStatistics);
        Assert.Null(plain as IStoreStatistics);
        Assert.Equal(["changed"], await site.Plugins.RebuildCatalogueAsync("zoo://fine", ZooSite.Cancel));
    }

    [Theory]
    [InlineData(typeof(GuardedImageStore), typeof(IImageStore))]
    [InlineData(typeof(GuardedServableStore), typeof(IImageStore))]
    [InlineData(typeof(GuardedServableStore), typeof(IServableStore))]
    [InlineData(typeof(GuardedServableStore), typeof(IImageDirectories))]
    [InlineData(typeof(GuardedServableStore), typeof(IObjectStore))]
    [InlineData(typeof(GuardedImageUpload), typeof(IImageUpload))]
    [InlineData(typeof(GuardedObjectUpload), typeof(IObjectUpload))]
    [InlineData(typeof(GuardedManifestSource), typeof(Manifests.IManifestSource))]
    public void Guards_HaveEachMethodOfTheContract(Type guard, Type contract) => Assert.All(
        // The implementation of an interface itself would hide that of the plugin.
        guard.GetInterfaceMap(contract).TargetMethods, method => Assert.False(method.DeclaringType!.IsInterface, method.Name));

    [Fact]
    public async Task MissingResult_IsAFaultOfThePlugin()
    {
        await using var site = new ZooSite();
        var store = await site.OpenAsync("null", "plain");

        var exception = await Assert.ThrowsAsync<PluginException>(() => store.BeginUploadAsync(ZooSite.Cancel).AsTask());

        Assert.Equal($"{ZooSite.Zoo} failed in IImageStore.BeginUploadAsync: it returned null; {ZooSite.Blame}", exception.Message);
        Assert.Null(await store.FindLatestImageAsync(new ImageQuery { StreamName = "s" }, ZooSite.Cancel));
    }

    [Fact]
    public async Task Uploads_NameThePlugin_AndAreReleasedInAnyCase()
    {
        await using var site = new ZooSite();
        var store = await site.OpenAsync("upload");
        await using (var upload = await store.BeginUploadAsync(ZooSite.Cancel))
        {
            Assert.Throws<PluginException>(() => upload.KeepsExtendedAttributes);
            foreach (var call in new Func<Task>[]
            {
                () => upload.AddObjectAsync(default, ObjectContents.FromBytes(new byte[1]), ZooSite.Cancel).AsTask(),
                () => upload.AddObjectsAsync([new(default, ObjectContents.FromBytes(new byte[1]))], ZooSite.Cancel).AsTask(),
                () => upload.CommitAsync("a", new Image(), ZooSite.Cancel),
                () => upload.FlushAsync(ZooSite.Cancel),
            })
            {
                Assert.StartsWith(
                    $"{ZooSite.Zoo} failed in IImageUpload.", (await Assert.ThrowsAsync<PluginException>(call)).Message, StringComparison.Ordinal);
            }
        }

        await using (var upload = await ((IServableStore)store).BeginObjectUploadAsync(ZooSite.Cancel))
        {
            foreach (var call in new Func<Task>[]
            {
                () => upload.AddAsync(ObjectContents.FromBytes(new byte[1]), null, ZooSite.Cancel).AsTask(),
                () => upload.FlushAsync(ZooSite.Cancel),
            })
            {
                Assert.StartsWith(
                    $"{ZooSite.Zoo} failed in IObjectUpload.", (await Assert.ThrowsAsync<PluginException>(call)).Message, StringComparison.Ordinal);
            }
        }

        Assert.Equal(
            2,
            site.Log.Of(LogLevel.Warning).Count(
                line => line.StartsWith("Plugin ZooPlugin 6.6.6 failed to release something: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ExceptionsOfTheProgram_AreNotFaultsOfThePlugin()
    {
        await using var site = new ZooSite();
        await using var store = await site.OpenAsync("fine");
        var ours = new InvalidOperationException("ours");
        await using var upload = await store.BeginUploadAsync(ZooSite.Cancel);

        Assert.Same(ours, await Assert.ThrowsAsync<InvalidOperationException>(
            () => store.GetObjectsAsync([], (_, _, _) => throw ours, ZooSite.Cancel)));
        Assert.Same(ours, await Assert.ThrowsAsync<InvalidOperationException>(
            () => upload.AddObjectAsync(default, ObjectContents.FromStream(new FailingStream(ours), 1), ZooSite.Cancel).AsTask()));
        Assert.Equal(0, site.Plugins.Conditions.Sum(plugin => plugin.Faults));
    }

    [Fact]
    public async Task StreamThatFailsInTheReceiver_NamesThePlugin()
    {
        await using var site = new ZooSite();
        await using var store = await site.OpenAsync("torn");

        var exception = await Assert.ThrowsAsync<PluginException>(() => store.GetObjectsAsync(
            [],
            async (_, contents, token) =>
            {
                await using var stream = contents.OpenRead();
                await stream.CopyToAsync(Stream.Null, token);
            },
            ZooSite.Cancel));

        Assert.Equal(
            $"{ZooSite.Zoo} failed in IImageStore.GetObjectsAsync: InvalidOperationException: a bug in a stream; {ZooSite.Blame}",
            exception.Message);
    }

    private sealed class FailingStream(Exception exception) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw exception;
    }
}
