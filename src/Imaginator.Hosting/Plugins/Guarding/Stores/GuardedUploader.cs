using Imaginator.ImageStores;
using Imaginator.ImageStores.Maintenance;

namespace Imaginator.Hosting.Plugins.Guarding.Stores;

/// <summary>An uploader of a plugin, for one URL scheme.</summary>
internal class GuardedUploader : IUploader
{
    private static readonly PluginCall Open = new($"{nameof(IUploader)}.{nameof(OpenAsync)}", PluginCallKind.Opening);

    private static readonly PluginCall OpenExisting = new($"{nameof(IUploader)}.{nameof(OpenExistingAsync)}", PluginCallKind.Opening);

    private readonly string _scheme;
    private readonly IUploader _uploader;

    protected GuardedUploader(string scheme, IUploader uploader, PluginGuard guard)
    {
        _scheme = scheme;
        _uploader = uploader;
        Guard = guard;
    }

    public IReadOnlyCollection<string> Schemes => [_scheme];

    protected PluginGuard Guard { get; }

    /// <summary>Guards an uploader. The result implements the same optional interfaces.</summary>
    public static IUploader Of(string scheme, IUploader uploader, PluginGuard guard) => uploader is IStoreRecovery recovery
        ? new GuardedRecoverableUploader(scheme, uploader, recovery, guard)
        : new GuardedUploader(scheme, uploader, guard);

    public async Task<IImageStore> OpenAsync(string url, CancellationToken cancellationToken) =>
        Guarded(await Guard.CallAsync(Open, token => _uploader.OpenAsync(url, token), cancellationToken));

    public async Task<IImageStore> OpenExistingAsync(string url, CancellationToken cancellationToken) =>
        Guarded(await Guard.CallAsync(OpenExisting, token => _uploader.OpenExistingAsync(url, token), cancellationToken));

    private GuardedImageStore Guarded(IImageStore store) => store is IServableStore servable
        ? new GuardedServableStore(servable, Guard)
        : new GuardedImageStore(store, Guard);
}
