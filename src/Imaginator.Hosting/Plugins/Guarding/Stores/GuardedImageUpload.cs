using Imaginator.Images;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;

namespace Imaginator.Hosting.Plugins.Guarding.Stores;

/// <summary>An upload of an image to a store of a plugin.</summary>
internal sealed class GuardedImageUpload(IImageUpload upload, PluginGuard guard) : IImageUpload
{
    private static readonly PluginCall AddObject = Call(nameof(AddObjectAsync));
    private static readonly PluginCall AddObjects = Call(nameof(AddObjectsAsync));
    private static readonly PluginCall Commit = Call(nameof(CommitAsync));
    private static readonly PluginCall Flush = Call(nameof(FlushAsync));

    public bool KeepsExtendedAttributes =>
        guard.Read($"{nameof(IImageUpload)}.{nameof(KeepsExtendedAttributes)}", () => upload.KeepsExtendedAttributes);

    public async ValueTask<bool> AddObjectAsync(ObjectHash hash, ObjectContents contents, CancellationToken cancellationToken)
    {
        var host = new HostFaults();
        var watched = GuardedContents.ForPlugin(contents, host);
        return await guard.CallAsync(
            AddObject, host, token => upload.AddObjectAsync(hash, watched, token).AsTask(), cancellationToken);
    }

    public async ValueTask<IReadOnlyList<bool>> AddObjectsAsync(
        IReadOnlyList<KeyValuePair<ObjectHash, ObjectContents>> objects, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objects);
        var host = new HostFaults();
        var watched = objects
            .Select(each => KeyValuePair.Create(each.Key, GuardedContents.ForPlugin(each.Value, host))).ToArray();
        return await guard.CallAsync<IReadOnlyList<bool>>(
            AddObjects, host, async token => [.. await upload.AddObjectsAsync(watched, token)], cancellationToken);
    }

    public Task CommitAsync(string name, Image image, CancellationToken cancellationToken) =>
        guard.DoAsync(Commit, token => upload.CommitAsync(name, image, token), cancellationToken);

    public Task FlushAsync(CancellationToken cancellationToken) => guard.DoAsync(Flush, upload.FlushAsync, cancellationToken);

    public ValueTask DisposeAsync() => guard.DisposeAsync(nameof(IImageUpload), upload);

    private static PluginCall Call(string method) => new($"{nameof(IImageUpload)}.{method}", PluginCallKind.Transfer);
}
