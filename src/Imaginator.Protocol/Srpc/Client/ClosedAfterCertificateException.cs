namespace Imaginator.Protocol.Srpc.Client;

/// <summary>The server closed a connection after it had received the client certificate, without a reason.</summary>
internal sealed class ClosedAfterCertificateException(string certificate, Exception innerException)
    : IOException(innerException.Message, innerException)
{
    /// <summary>The certificate, for messages.</summary>
    public string Certificate => certificate;
}
