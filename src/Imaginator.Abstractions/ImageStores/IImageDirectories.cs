namespace Imaginator.ImageStores;

/// <summary>The directories that images are in, and who owns them.</summary>
/// <remarks>Thread-safe; fails like <see cref="IImageStore"/>. The top is a directory, too; its name is empty.</remarks>
public interface IImageDirectories
{
    /// <summary>Lists all directories, the top included, in the byte order of their names: parents come first.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The directories.</returns>
    Task<IReadOnlyList<ImageDirectoryInfo>> ListDirectoriesAsync(CancellationToken cancellationToken);

    /// <summary>Finds a directory.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The directory, or null if there is none of that name.</returns>
    Task<ImageDirectoryInfo?> FindDirectoryAsync(string name, CancellationToken cancellationToken);

    /// <summary>Makes a group the owner of a directory. Directories made in it later have the same owner.</summary>
    /// <param name="name">The directory.</param>
    /// <param name="ownerGroup">The group; empty for nobody.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Completes when it is done.</returns>
    /// <exception cref="ImageStoreException">There is no such directory.</exception>
    Task ChangeDirectoryOwnerAsync(string name, string ownerGroup, CancellationToken cancellationToken);

    /// <summary>Deletes a directory that is empty.</summary>
    /// <param name="name">The directory.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Completes when it is done.</returns>
    /// <exception cref="ImageStoreException">There is no such directory, or something is in it.</exception>
    Task DeleteDirectoryAsync(string name, CancellationToken cancellationToken);
}
