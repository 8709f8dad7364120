namespace Imaginator.Protocol.Srpc;

/// <summary>The constants of the protocol.</summary>
public static class SrpcWire
{
    /// <summary>The path of plain connections; a path prefix on servers.</summary>
    public const string PlainPath = "/_goSRPC_/";

    /// <summary>The path of connections that continue with a TLS handshake; a path prefix on servers.</summary>
    public const string TlsPath = "/_go_TLS_SRPC_/";

    /// <summary>The query with which a client declines the method permissions of its certificate.</summary>
    public const string NoPowersQuery = "doNotUseMethodPowers=true";

    /// <summary>The exact status that a client must receive.</summary>
    public const string ConnectedStatus = "200 Connected to Go SRPC";

    /// <summary>The error text that clients recognize as a denial.</summary>
    public const string AccessDenied = "access to method denied";

    /// <summary>The maximum length of a method name, denial or error text, in bytes.</summary>
    public const int MaxLineLength = 16 * 1024;

    /// <summary>The maximum length of an HTTP request or response head, in bytes.</summary>
    public const int MaxHeadLength = 16 * 1024;

    /// <summary>
    /// Converts a text to an error line: a single line that is not empty, because an empty line means success.
    /// </summary>
    public static string ToErrorLine(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length == 0 ? "unspecified error" : line;
    }
}
