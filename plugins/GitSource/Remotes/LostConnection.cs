using System.Net.Sockets;

namespace Imaginator.Plugins.GitSource.Remotes;

/// <summary>Tells failures of a connection, which another attempt can avoid, from other failures.</summary>
internal static class LostConnection
{
    /// <summary>True if the server or the network ended a connection before the answer was complete.</summary>
    public static bool IsCauseOf(Exception exception)
    {
        for (var cause = exception.InnerException; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException
                {
                    SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown
                }
                or HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded }
                or HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded })
            {
                return true;
            }
        }

        return false;
    }
}
