using System.Runtime.InteropServices;
using Imaginator.Images;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Maintenance;
using Imaginator.ImageStores.Objects;

namespace Imaginator.Hosting.Plugins.Guarding.Stores;

/// <summary>
/// An image store of a plugin. It can be cast to the interfaces of maintenance that the store implements, and to no others: their methods
/// are in interfaces that the runtime finds through <see cref="IDynamicInterfaceCastable"/>.
/// </summary>
internal class GuardedImageStore(IImageStore store, PluginGuard guard) : IImageStore, IDynamicInterfaceCastable
{
    private static readonly PluginCall BeginUpload = Answer(nameof(BeginUploadAsync));
    private static readonly PluginCall FindLatestImage = Answer(nameof(FindLatestImageAsync)) with { CanBeNull = true };
    private static readonly PluginCall GetImage = Transfer(nameof(GetImageAsync)) with { CanBeNull = true };
    private static readonly PluginCall PinImage = Answer(nameof(PinImageAsync));
    private static readonly PluginCall GetObjects = Transfer(nameof(GetObjectsAsync));
    private static readonly PluginCall MeasureObjects = Transfer(nameof(TryMeasureObjectsAsync)) with { CanBeNull = true };
    private static readonly PluginCall FindMissingObject = Transfer(nameof(FindMissingObjectAsync)) with { CanBeNull = true };
    private static readonly PluginCall ListImages = Answer(nameof(ListImagesAsync));
    private static readonly PluginCall ChangeImageExpiration = Answer(nameof(ChangeImageExpirationAsync));
    private static readonly PluginCall DeleteImage = Answer(nameof(DeleteImageAsync));
    private static readonly PluginCall MakeDirectory = Answer(nameof(MakeDirectoryAsync));
    private static readonly PluginCall MakeDirectories = Answer(nameof(MakeDirectoriesAsync));

    /// <summary>The store of the plugin.</summary>
    internal IImageStore Store => store;

    internal PluginGuard Guard => guard;

    public bool VerifiesObjects => guard.Read($"{nameof(IImageStore)}.{nameof(VerifiesObjects)}", () => store.VerifiesObjects);

    public async ValueTask<IImageUpload> BeginUploadAsync(CancellationToken cancellationToken) => new GuardedImageUpload(
        await guard.CallAsync(BeginUpload, token => store.BeginUploadAsync(token).AsTask(), cancellationToken), guard);

    public Task<string?> FindLatestImageAsync(ImageQuery query, CancellationToken cancellationToken) =>
        guard.CallAsync(FindLatestImage, token => store.FindLatestImageAsync(query, token), cancellationToken);

    public Task<Image?> GetImageAsync(string name, bool withFileSystem, CancellationToken cancellationToken) =>
        guard.CallAsync(GetImage, token => store.GetImageAsync(name, withFileSystem, token), cancellationToken);

    public async ValueTask<IAsyncDisposable> PinImageAsync(string name, CancellationToken cancellationToken) => new GuardedPart(
        PinImage.Name, await guard.CallAsync(PinImage, token => store.PinImageAsync(name, token).AsTask(), cancellationToken), guard);

    public async Task GetObjectsAsync(
        IReadOnlyList<ObjectHash> hashes,
        Func<int, ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken)
    {
        var host = new HostFaults();
        try
        {
            await guard.DoAsync(GetObjects, host, token => store.GetObjectsAsync(hashes, Receive, token), cancellationToken);
        }
        finally
        {
            host.Close();
        }

        ValueTask Receive(int index, ObjectContents contents, CancellationToken token)
        {
            var watched = GuardedContents.OfPlugin(contents, GetObjects.Name, guard, host);
            return host.RunAsync(() => receive(index, watched, token));
        }
    }

    public Task<IReadOnlyList<long>?> TryMeasureObjectsAsync(
        IReadOnlyList<ObjectHash> hashes, CancellationToken cancellationToken) =>
        guard.CallAsync<IReadOnlyList<long>?>(
            MeasureObjects,
            async token => await store.TryMeasureObjectsAsync(hashes, token) is { } sizes ? sizes.ToArray() : null,
            cancellationToken);

    public Task<ObjectHash?> FindMissingObjectAsync(string name, CancellationToken cancellationToken) =>
        guard.CallAsync(FindMissingObject, token => store.FindMissingObjectAsync(name, token), cancellationToken);

    public IAsyncEnumerable<ImageSummary> ListImagesAsync(string directory, CancellationToken cancellationToken) =>
        guard.EnumerateAsync(ListImages, token => store.ListImagesAsync(directory, token), cancellationToken);

    public Task ChangeImageExpirationAsync(string name, DateTimeOffset? expiresAt, CancellationToken cancellationToken) =>
        guard.DoAsync(
            ChangeImageExpiration, token => store.ChangeImageExpirationAsync(name, expiresAt, token), cancellationToken);

    public Task DeleteImageAsync(string name, CancellationToken cancellationToken) =>
        guard.DoAsync(DeleteImage, token => store.DeleteImageAsync(name, token), cancellationToken);

    public Task MakeDirectoryAsync(string name, CancellationToken cancellationToken) =>
        guard.DoAsync(MakeDirectory, token => store.MakeDirectoryAsync(name, token), cancellationToken);

    public Task MakeDirectoriesAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        guard.DoAsync(MakeDirectories, token => store.MakeDirectoriesAsync(names, token), cancellationToken);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return guard.DisposeAsync(nameof(IImageStore), store);
    }

    bool IDynamicInterfaceCastable.IsInterfaceImplemented(RuntimeTypeHandle interfaceType, bool throwIfNotImplemented) =>
        FindImplementation(interfaceType) is not null;

    RuntimeTypeHandle IDynamicInterfaceCastable.GetInterfaceImplementation(RuntimeTypeHandle interfaceType) =>
        FindImplementation(interfaceType)?.TypeHandle ?? default;

    private static PluginCall Answer(string method) => new($"{nameof(IImageStore)}.{method}", PluginCallKind.Answer);

    private static PluginCall Transfer(string method) => new($"{nameof(IImageStore)}.{method}", PluginCallKind.Transfer);

    private Type? FindImplementation(RuntimeTypeHandle wanted) => this switch
    {
        _ when store is IStoreMaintenance && wanted.Equals(typeof(IStoreMaintenance).TypeHandle) => typeof(IGuardedMaintenance),
        _ when store is IStoreScrubbing && wanted.Equals(typeof(IStoreScrubbing).TypeHandle) => typeof(IGuardedScrubbing),
        _ when store is IStoreStatistics && wanted.Equals(typeof(IStoreStatistics).TypeHandle) => typeof(IGuardedStatistics),
        _ => null,
    };
}
