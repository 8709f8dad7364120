namespace Imaginator.ImageStores;

/// <summary>Opens image servers of some URL schemes: the uploader plugin.</summary>
public interface IUploader
{
    /// <summary>The URL schemes it is responsible for, in lower case, for instance <c>local</c>.</summary>
    IReadOnlyCollection<string> Schemes { get; }

    /// <summary>Opens the image server.</summary>
    /// <param name="url">Its URL, for instance <c>local:///var/lib/imaginator/store</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The server; the caller disposes of it.</returns>
    /// <exception cref="ImageStoreException">It cannot be opened.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    Task<IImageStore> OpenAsync(string url, CancellationToken cancellationToken);
}
