using System.Collections.Immutable;
using Imaginator.Images;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Changes;
using Imaginator.ImageStores.Maintenance;
using Imaginator.ImageStores.Objects;

namespace Imaginator.Hosting.Plugins.Guarding.Stores;

/// <summary>An image store of a plugin that Imaginator can serve.</summary>
internal sealed class GuardedServableStore(IServableStore store, PluginGuard guard) : GuardedImageStore(store, guard), IServableStore
{
    private static readonly PluginCall AddImage = Call(nameof(AddImageAsync), PluginCallKind.Transfer);
    private static readonly PluginCall ListDirectories = Call(nameof(ListDirectoriesAsync), PluginCallKind.Answer);
    private static readonly PluginCall FindDirectory = Call(nameof(FindDirectoryAsync), PluginCallKind.Answer) with { CanBeNull = true };
    private static readonly PluginCall ChangeDirectoryOwner = Call(nameof(ChangeDirectoryOwnerAsync), PluginCallKind.Answer);
    private static readonly PluginCall DeleteDirectory = Call(nameof(DeleteDirectoryAsync), PluginCallKind.Answer);
    private static readonly PluginCall FindObjects = Call(nameof(FindObjectsAsync), PluginCallKind.Transfer);
    private static readonly PluginCall BeginObjectUpload = Call(nameof(BeginObjectUploadAsync), PluginCallKind.Answer);
    private static readonly PluginCall GetInOrder = Call(nameof(GetObjectsInOrderAsync), PluginCallKind.Transfer);
    private static readonly PluginCall ListUnreferenced = Call(nameof(ListUnreferencedObjectsAsync), PluginCallKind.Transfer);
    private static readonly PluginCall RemoveUnreferenced = Call(nameof(RemoveUnreferencedObjectsAsync), PluginCallKind.Endless);
    private static readonly PluginCall Watch = Call(nameof(WatchAsync), PluginCallKind.Endless);

    private readonly IServableStore _servable = store;

    public Task AddImageAsync(string name, Image image, ImageOrigin origin, CancellationToken cancellationToken) =>
        Guard.DoAsync(AddImage, token => _servable.AddImageAsync(name, image, origin, token), cancellationToken);

    public Task<IReadOnlyList<ImageDirectoryInfo>> ListDirectoriesAsync(CancellationToken cancellationToken) =>
        Guard.CallAsync<IReadOnlyList<ImageDirectoryInfo>>(
            ListDirectories, async token => [.. await _servable.ListDirectoriesAsync(token)], cancellationToken);

    public Task<ImageDirectoryInfo?> FindDirectoryAsync(string name, CancellationToken cancellationToken) =>
        Guard.CallAsync(FindDirectory, token => _servable.FindDirectoryAsync(name, token), cancellationToken);

    public Task ChangeDirectoryOwnerAsync(string name, string ownerGroup, CancellationToken cancellationToken) =>
        Guard.DoAsync(
            ChangeDirectoryOwner, token => _servable.ChangeDirectoryOwnerAsync(name, ownerGroup, token), cancellationToken);

    public Task DeleteDirectoryAsync(string name, CancellationToken cancellationToken) =>
        Guard.DoAsync(DeleteDirectory, token => _servable.DeleteDirectoryAsync(name, token), cancellationToken);

    public async Task<ImmutableArray<long>> FindObjectsAsync(
        IReadOnlyList<ObjectHash> hashes, CancellationToken cancellationToken)
    {
        var lengths = await Guard.CallAsync(FindObjects, token => _servable.FindObjectsAsync(hashes, token), cancellationToken);
        return lengths.IsDefault ? [] : lengths;
    }

    public async ValueTask<IObjectUpload> BeginObjectUploadAsync(CancellationToken cancellationToken) => new GuardedObjectUpload(
        await Guard.CallAsync(BeginObjectUpload, token => _servable.BeginObjectUploadAsync(token).AsTask(), cancellationToken), Guard);

    public async Task GetObjectsInOrderAsync(
        IReadOnlyList<ObjectHash> hashes,
        Func<ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken)
    {
        var host = new HostFaults();
        try
        {
            await Guard.DoAsync(
                GetInOrder, host, token => _servable.GetObjectsInOrderAsync(hashes, Receive, token), cancellationToken);
        }
        finally
        {
            host.Close();
        }

        ValueTask Receive(ObjectContents contents, CancellationToken token)
        {
            var watched = GuardedContents.OfPlugin(contents, GetInOrder.Name, Guard, host);
            return host.RunAsync(() => receive(watched, token));
        }
    }

    public IAsyncEnumerable<StoredObject> ListUnreferencedObjectsAsync(CancellationToken cancellationToken) =>
        Guard.EnumerateAsync(ListUnreferenced, _servable.ListUnreferencedObjectsAsync, cancellationToken);

    public Task<StoreCollectionReport> RemoveUnreferencedObjectsAsync(
        int percentage, long bytes, CancellationToken cancellationToken) =>
        Guard.CallAsync(
            RemoveUnreferenced,
            token => _servable.RemoveUnreferencedObjectsAsync(percentage, bytes, token),
            cancellationToken);

    public IAsyncEnumerable<StoreChange> WatchAsync(CancellationToken cancellationToken) =>
        Guard.EnumerateAsync(Watch, _servable.WatchAsync, cancellationToken);

    private static PluginCall Call(string method, PluginCallKind kind) => new($"{nameof(IServableStore)}.{method}", kind);
}
