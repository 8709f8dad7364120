namespace Imaginator.Building.Packaging;

/// <summary>Lets the package tools of all builds share what they download. Thread-safe.</summary>
public interface IPackageCache
{
    /// <summary>Begins to serve a command's downloads through a proxy of its own.</summary>
    /// <param name="upstream">The HTTP proxy that the command would have used; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is served; the caller disposes of it when the command has ended.</returns>
    /// <exception cref="ImaginatorException">The cache cannot be used; the command can do without.</exception>
    Task<IPackageDownloads> ServeAsync(Uri? upstream, CancellationToken cancellationToken);
}
