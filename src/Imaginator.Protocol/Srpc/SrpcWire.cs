namespace Imaginator.Protocol.Srpc;

/// <summary>The words of the protocol.</summary>
public static class SrpcWire
{
    /// <summary>The path of plain connections; a prefix on servers.</summary>
    public const string PlainPath = "/_goSRPC_/";

    /// <summary>The path of connections that go on with a TLS handshake; a prefix on servers.</summary>
    public const string TlsPath = "/_go_TLS_SRPC_/";

    /// <summary>The query by which a client renounces what its certificate permits.</summary>
    public const string NoPowersQuery = "doNotUseMethodPowers=true";

    /// <summary>The status that a client must get, to the letter.</summary>
    public const string ConnectedStatus = "200 Connected to Go SRPC";

    /// <summary>The refusal that clients recognise.</summary>
    public const string AccessDenied = "access to method denied";

    /// <summary>The longest method name, refusal or error text that is read, in bytes.</summary>
    public const int MaxLineLength = 16 * 1024;

    /// <summary>The longest HTTP request or response head that is read, in bytes.</summary>
    public const int MaxHeadLength = 16 * 1024;

    /// <summary>Makes a text fit for an error line: on one line, and not empty, which would mean success.</summary>
    public static string ToErrorLine(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length == 0 ? "unspecified error" : line;
    }
}
