using System.Net.Sockets;

namespace Imaginator.Building.Packaging;

/// <summary>Lets the package tools of all builds share downloads. Thread-safe.</summary>
public interface IPackageCache
{
    /// <summary>
    /// Starts a separate proxy for the downloads of a command. The caller disposes of it when the command has ended. If the
    /// cache is unusable, it throws an <see cref="ImaginatorException"/>, and the command can run without it.
    /// </summary>
    /// <param name="policy">The servers that the command can reach.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    Task<IPackageDownloads> ServeAsync(DownloadPolicy policy, CancellationToken cancellationToken);

    /// <summary>
    /// Serves a connection to the proxy from a network that is separate from that of the machine, as if it had come to the port of
    /// the proxy. Ends with the connection.
    /// </summary>
    /// <param name="connection">The connection, which the cache closes.</param>
    /// <param name="cancellationToken">Ends the connection.</param>
    Task ServeConnectionAsync(Socket connection, CancellationToken cancellationToken);
}
