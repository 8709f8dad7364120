using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Imaginator.Protocol.Buffers;

namespace Imaginator.Protocol.Srpc.Client;

/// <summary>Establishes connections: TCP, CONNECT, and TLS if there is a certificate.</summary>
internal static class SrpcClientStream
{
    /// <summary>Connects and tries the endpoints in sequence, as Go clients do.</summary>
    /// <exception cref="SrpcException">The connection cannot be established.</exception>
    public static async Task<SrpcConnection> ConnectAsync(
        string host, int port, SrpcClientOptions options, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.SetUpTimeout);
        try
        {
            var certificates = options.GetCertificates();
            if (certificates.Count > 0
                && await TryConnectAsync(host, port, certificates, options, timeout.Token)
                    is { } secured)
            {
                return secured;
            }

            return await TryConnectAsync(host, port, [], options, timeout.Token)
                ?? throw new SrpcException(
                    SrpcError.NoEndpoint, $"{host}:{port} is an HTTP server without an SRPC endpoint");
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SrpcException(
                SrpcError.Unreachable,
                $"{host}:{port} did not answer within {options.SetUpTimeout.TotalSeconds} s", exception);
        }
        catch (IOException exception)
        {
            // A server accepted the connection: repeatable calls can be retried.
            throw new SrpcException(
                SrpcError.ConnectionLost,
                $"the connection to {host}:{port} broke during setup: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is SocketException or InvalidDataException)
        {
            throw new SrpcException(
                SrpcError.Unreachable, $"cannot connect to {host}:{port}: {exception.Message}", exception);
        }
    }

    /// <summary>Sends the CONNECT request over a stream and reads the response.</summary>
    /// <returns>The bytes read so far; null if the server does not provide the path.</returns>
    /// <exception cref="SrpcException">The server refuses.</exception>
    public static async Task<InputBuffer?> HandshakeAsync(
        Stream stream, bool isTls, SrpcClientOptions options, CancellationToken cancellationToken)
    {
        var path = isTls ? SrpcWire.TlsPath : SrpcWire.PlainPath;
        var query = options.DoNotUsePowers ? "?" + SrpcWire.NoPowersQuery : "";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT {path}{query} HTTP/1.0\n\n"), cancellationToken);
        await stream.FlushAsync(cancellationToken);
        var input = new InputBuffer(stream);
        var status = await ReadStatusAsync(input, cancellationToken);
        return status switch
        {
            SrpcWire.ConnectedStatus => input,
            _ when status.StartsWith("404 ", StringComparison.Ordinal) => null,
            _ when status.StartsWith("405 ", StringComparison.Ordinal) => throw new SrpcException(
                SrpcError.MissingCertificate,
                "the server requires a client certificate (missing certificate); configure a certificate and its key"),
            _ when status.StartsWith("401 ", StringComparison.Ordinal) => throw new SrpcException(
                SrpcError.BadCertificate, "the server does not accept the client certificate (bad certificate)"),
            _ => throw new SrpcException(SrpcError.NoEndpoint, $"unexpected HTTP response: {status}"),
        };
    }

    // Without certificates the connection is a plain one.
    private static async Task<SrpcConnection?> TryConnectAsync(
        string host, int port, IReadOnlyList<ClientCertificate> certificates, SrpcClientOptions options,
        CancellationToken cancellationToken)
    {
        var isTls = certificates.Count > 0;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            var seconds = (int)options.KeepAlive.TotalSeconds;
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, seconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, seconds);
            await socket.ConnectAsync(host, port, cancellationToken);
            stream = new NetworkStream(socket, ownsSocket: true);
            var input = await HandshakeAsync(stream, isTls, options, cancellationToken);
            if (input is null)
            {
                await stream.DisposeAsync();
                return null;
            }

            if (!isTls)
            {
                return new SrpcConnection(stream, input, options.TimeProvider);
            }

            stream = new SslStream(stream, leaveInnerStreamOpen: false);
            return await SecureAsync((SslStream)stream, host, port, certificates, options, cancellationToken);
        }
        catch
        {
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }

            socket.Dispose();
            throw;
        }
    }

    private static async Task<SrpcConnection> SecureAsync(
        SslStream stream, string host, int port, IReadOnlyList<ClientCertificate> certificates,
        SrpcClientOptions options, CancellationToken cancellationToken)
    {
        var chosen = certificates[0].Certificate;
        var tls = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            // By protocol, the certificates of servers prove nothing; servers often generate them at startup.
#pragma warning disable CA5359 // see above
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
        };
        if (certificates is [var only])
        {
            tls.ClientCertificateContext =
                SslStreamCertificateContext.Create(only.Certificate, only.Intermediates, offline: true);
        }
        else
        {
            // If there are several certificates, the server's hint decides; intermediates cannot be sent in this case.
            tls.LocalCertificateSelectionCallback = (_, _, _, _, issuers) => chosen = Choose(certificates, issuers);
        }

        try
        {
            await stream.AuthenticateAsClientAsync(tls, cancellationToken);

            // With TLS 1.3, the handshake ends before the server has verified the client certificate: check with a
            // ping.
            var connection = new SrpcConnection(stream, new InputBuffer(stream), options.TimeProvider);
            await connection.PingAsync(cancellationToken);
            return connection;
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException or SrpcException)
        {
            throw new SrpcException(
                SrpcError.BadCertificate,
                $"{host}:{port} does not accept the client certificate {Describe(chosen, options.TimeProvider)}",
                exception);
        }
    }

    private static X509Certificate2 Choose(IReadOnlyList<ClientCertificate> certificates, string[] acceptableIssuers) =>
        (certificates.FirstOrDefault(known => acceptableIssuers.Contains(known.Certificate.Issuer)) ?? certificates[0])
        .Certificate;

    private static string Describe(X509Certificate2 certificate, TimeProvider timeProvider) =>
        certificate.NotAfter.ToUniversalTime() < timeProvider.GetUtcNow().UtcDateTime
            ? $"\"{certificate.Subject}\": it expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm:ss} UTC"
        : $"\"{certificate.Subject}\", issued by \"{certificate.Issuer}\"";

    private static async Task<string> ReadStatusAsync(InputBuffer input, CancellationToken cancellationToken)
    {
        string? status = null;
        var left = SrpcWire.MaxHeadLength;
        while (true)
        {
            var line = await input.ReadLineAsync(left, cancellationToken)
                ?? throw new EndOfStreamException("the server closed the connection without an answer");
            left -= line.Length;
            line = line.TrimEnd('\r');
            if (line.Length == 0)
            {
                return status ?? throw new InvalidDataException("the answer of the server is not HTTP");
            }

            if (status is null)
            {
                status = line.StartsWith("HTTP/1.", StringComparison.Ordinal) && line.Length > "HTTP/1.0 ".Length
                    ? line["HTTP/1.0 ".Length..]
                    : throw new InvalidDataException("the answer of the server is not HTTP");
            }
        }
    }
}
