using Imaginator.ImageStores.Objects;
using Imaginator.Images;

namespace Imaginator.ImageStores;

/// <summary>A store of objects and images: the embedded one, or a remote one.</summary>
/// <remarks>
/// Thread-safe. Every member throws <see cref="ImageStoreException"/> when the server refuses or fails, and
/// <see cref="OperationCanceledException"/> when it was cancelled.
/// </remarks>
public interface IImageStore : IAsyncDisposable
{
    /// <summary>Starts to add an image.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The upload; what was not committed when it is disposed of is as if it had never been sent.</returns>
    ValueTask<IImageUpload> BeginUploadAsync(CancellationToken cancellationToken);

    /// <summary>Finds the newest image (by creation time) that a query selects.</summary>
    /// <param name="query">The query.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The image's name, or null if there is none (an unknown stream included).</returns>
    Task<string?> FindLatestImageAsync(ImageQuery query, CancellationToken cancellationToken);

    /// <summary>Gets an image.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="withFileSystem">Whether <see cref="Image.FileSystem"/> is wanted; without it the call is cheap.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The image, or null if there is none of that name.</returns>
    Task<Image?> GetImageAsync(string name, bool withFileSystem, CancellationToken cancellationToken);

    /// <summary>Keeps an image and its objects from being removed, even if it expires meanwhile.</summary>
    /// <param name="name">The image's name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Releases the image when disposed of.</returns>
    /// <exception cref="ImageStoreException">There is no such image.</exception>
    ValueTask<IAsyncDisposable> PinImageAsync(string name, CancellationToken cancellationToken);

    /// <summary>Delivers objects, checked against their hashes.</summary>
    /// <param name="hashes">The hashes; one that occurs twice is delivered twice.</param>
    /// <param name="receive">
    /// Takes an object: its index in <paramref name="hashes"/>, and its contents. It may be called for several objects
    /// at once, from several threads, in any order.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Completes when all objects have been received.</returns>
    /// <exception cref="ImageStoreException">An object is missing or corrupt; the message names it.</exception>
    Task GetObjectsAsync(
        IReadOnlyList<ObjectHash> hashes,
        Func<int, ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken);

    /// <summary>Lists images in the byte order of their names.</summary>
    /// <param name="directory">The directory (or stream) below which they are; empty for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The images.</returns>
    IAsyncEnumerable<ImageSummary> ListImagesAsync(string directory, CancellationToken cancellationToken);

    /// <summary>Changes when an image expires: only to a later time.</summary>
    /// <param name="name">The image's name.</param>
    /// <param name="expiresAt">The new time; null for never.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Completes when it is done.</returns>
    Task ChangeImageExpirationAsync(string name, DateTimeOffset? expiresAt, CancellationToken cancellationToken);

    /// <summary>Deletes an image. Its name can never be used again.</summary>
    /// <param name="name">The image's name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Completes when it is done.</returns>
    Task DeleteImageAsync(string name, CancellationToken cancellationToken);

    /// <summary>Creates a directory with all its parents; one that exists is no error.</summary>
    /// <param name="name">The directory, for instance the name of a stream.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Completes when it is done.</returns>
    Task MakeDirectoryAsync(string name, CancellationToken cancellationToken);

    /// <summary>
    /// Creates directories with all their parents; those that exist are no error. A server that can do many at once better
    /// than one after another does so.
    /// </summary>
    /// <param name="names">The directories, for instance the names of all streams.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Completes when all are there. Where one cannot be made, others may have been.</returns>
    async Task MakeDirectoriesAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(names);
        foreach (var name in names)
        {
            await MakeDirectoryAsync(name, cancellationToken).ConfigureAwait(false);
        }
    }
}
