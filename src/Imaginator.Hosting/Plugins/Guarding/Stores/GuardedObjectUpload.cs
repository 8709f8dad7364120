using Imaginator.Images;
using Imaginator.ImageStores.Objects;

namespace Imaginator.Hosting.Plugins.Guarding.Stores;

/// <summary>An upload of objects to a store of a plugin.</summary>
internal sealed class GuardedObjectUpload(IObjectUpload upload, PluginGuard guard) : IObjectUpload
{
    private static readonly PluginCall Add =
        new($"{nameof(IObjectUpload)}.{nameof(AddAsync)}", PluginCallKind.Transfer) { Permitted = typeof(EndOfStreamException) };

    private static readonly PluginCall Flush = new($"{nameof(IObjectUpload)}.{nameof(FlushAsync)}", PluginCallKind.Transfer);

    public async ValueTask<ObjectAddition> AddAsync(
        ObjectContents contents, ObjectHash? expected, CancellationToken cancellationToken)
    {
        var host = new HostFaults();
        var watched = GuardedContents.ForPlugin(contents, host);
        return await guard.CallAsync(
            Add, host, token => upload.AddAsync(watched, expected, token).AsTask(), cancellationToken);
    }

    public Task FlushAsync(CancellationToken cancellationToken) => guard.DoAsync(Flush, upload.FlushAsync, cancellationToken);

    public ValueTask DisposeAsync() => guard.DisposeAsync(nameof(IObjectUpload), upload);
}
