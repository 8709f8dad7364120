namespace Imaginator.Building.Packaging;

/// <summary>Lets the package tools of all builds share downloads. Thread-safe.</summary>
public interface IPackageCache
{
    /// <summary>
    /// Starts a separate proxy for the downloads of a command. The caller disposes of it when the command has ended. If the
    /// cache is unusable, it throws an <see cref="ImaginatorException"/>, and the command can run without it.
    /// </summary>
    /// <param name="upstream">The HTTP proxy that the command would use without the cache; null for none.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    Task<IPackageDownloads> ServeAsync(Uri? upstream, CancellationToken cancellationToken);
}
