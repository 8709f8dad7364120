namespace Imaginator.ImageStores;

/// <summary>Opens image stores by URL. Plugins of the kind uploader register implementations.</summary>
/// <remarks>Implementations are thread-safe.</remarks>
public interface IUploader
{
    /// <summary>The URL schemes that the uploader handles, in lower case, for example <c>local</c>.</summary>
    IReadOnlyCollection<string> Schemes { get; }

    /// <summary>Opens an image store.</summary>
    /// <param name="url">The URL of the store, for example <c>local:///var/lib/imaginator/store</c>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The image store. The caller must dispose of it.</returns>
    /// <exception cref="ImageStoreException">The URL is malformed, or the store cannot be opened.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    Task<IImageStore> OpenAsync(string url, CancellationToken cancellationToken);

    /// <summary>
    /// Opens an image store for a caller that reads it: a store that does not exist is an error, and is not created. By default, the same
    /// as <see cref="OpenAsync"/>, for uploaders that create no stores.
    /// </summary>
    /// <param name="url">The URL of the store.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The image store. The caller must dispose of it.</returns>
    /// <exception cref="ImageStoreException">The URL is malformed, or the store does not exist or cannot be opened.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    Task<IImageStore> OpenExistingAsync(string url, CancellationToken cancellationToken) => OpenAsync(url, cancellationToken);
}
