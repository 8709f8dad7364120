namespace Imaginator.ImageStores;

/// <summary>The directories of a store, which contain its images, and their owners.</summary>
/// <remarks>
/// Thread-safe. Fails like <see cref="IImageStore"/>. The top directory has an empty name, always exists and cannot be deleted. A new
/// directory has the owner of its parent. A directory that contains only expired images counts as empty.
/// </remarks>
public interface IImageDirectories
{
    /// <summary>Lists all directories including the top directory, in the byte order of their names: parents come first.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The directories.</returns>
    Task<IReadOnlyList<ImageDirectoryInfo>> ListDirectoriesAsync(CancellationToken cancellationToken);

    /// <summary>Finds a directory by its name.</summary>
    /// <param name="name">The name of the directory; empty for the top directory.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The directory, or null if it does not exist.</returns>
    Task<ImageDirectoryInfo?> FindDirectoryAsync(string name, CancellationToken cancellationToken);

    /// <summary>Changes the owner of a directory. Directories that are made in it later get the same owner.</summary>
    /// <param name="name">The name of the directory; empty for the top directory.</param>
    /// <param name="ownerGroup">The group that owns the directory; empty for no owner.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the change is durable.</returns>
    /// <exception cref="ImageStoreException">
    /// The directory does not exist (<see cref="ImageStoreError.UnknownDirectory"/>).
    /// </exception>
    Task ChangeDirectoryOwnerAsync(string name, string ownerGroup, CancellationToken cancellationToken);

    /// <summary>Deletes an empty directory.</summary>
    /// <param name="name">The name of the directory.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that completes when the directory is deleted durably.</returns>
    /// <exception cref="ImageStoreException">
    /// The directory does not exist (<see cref="ImageStoreError.UnknownDirectory"/>), or it is the top directory or not empty
    /// (<see cref="ImageStoreError.BadRequest"/>).
    /// </exception>
    Task DeleteDirectoryAsync(string name, CancellationToken cancellationToken);
}
