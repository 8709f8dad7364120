using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Imaginator.Protocol.Buffers;

namespace Imaginator.Protocol.Srpc.Client;

/// <summary>Establishes connections: TCP, CONNECT, and TLS if there is a certificate.</summary>
internal static class SrpcClientStream
{
    private const int SetUpAttempts = 3;

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
                && await SecureAsync(host, port, certificates, options, timeout.Token)
                    is { } secured)
            {
                return secured;
            }

            if (options.ServerVerifier is not null)
            {
                throw new SrpcException(
                    SrpcError.UntrustedServer,
                    $"{host}:{port} cannot be verified with serverCAfile, because the connection would not be encrypted: configure a client "
                    + "certificate, and use a server with a certificate");
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

    // A server that does not accept a certificate can close the connection without a word, and so can a broken network: only a
    // connection that ends several times in a row at this moment can be a matter of the certificate.
    private static async Task<SrpcConnection?> SecureAsync(
        string host, int port, IReadOnlyList<ClientCertificate> certificates, SrpcClientOptions options,
        CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryConnectAsync(host, port, certificates, options, cancellationToken);
            }
            catch (ClosedAfterCertificateException) when (attempt < SetUpAttempts)
            {
                await Task.Delay(attempt * options.RetryDelay, options.TimeProvider, cancellationToken);
            }
            catch (ClosedAfterCertificateException exception)
            {
                throw new SrpcException(
                    SrpcError.BadCertificate,
                    $"{host}:{port} does not accept the client certificate {exception.Certificate}, or the network is broken: the "
                    + $"connection ended {SetUpAttempts} times in a row when the server had received the certificate",
                    exception);
            }
        }
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
            await LimitAsync(
                token => socket.ConnectAsync(host, port, token).AsTask(), options.ConnectTimeout,
                $"{host}:{port} did not accept the connection", cancellationToken);
            stream = new NetworkStream(socket, ownsSocket: true);
            var input = await HandshakeAsync(stream, isTls, options, cancellationToken);
            if (input is null)
            {
                await stream.DisposeAsync();
                return null;
            }

            if (!isTls)
            {
                return CreateConnection(stream, input, options);
            }

            var secured = new SslStream(stream, leaveInnerStreamOpen: false);
            stream = secured;
            await LimitAsync(
                token => TlsSetup.RunAsync(secured, host, port, certificates, options, token), options.TlsHandshakeTimeout,
                $"{host}:{port} did not complete the TLS handshake", cancellationToken);
            return CreateConnection(stream, new InputBuffer(stream), options);
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

    /// <summary>Runs a step of the setup within a limit; null for none.</summary>
    private static async Task LimitAsync(
        Func<CancellationToken, Task> step, TimeSpan? limit, string fault, CancellationToken cancellationToken)
    {
        if (limit is not { } time)
        {
            await step(cancellationToken);
            return;
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(time);
        try
        {
            await step(timeout.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SrpcException(SrpcError.Unreachable, $"{fault} within {time.TotalSeconds} s", exception);
        }
    }

    private static SrpcConnection CreateConnection(Stream stream, InputBuffer input, SrpcClientOptions options)
    {
        input.StallLimit = options.ReplyTimeout;
        return new SrpcConnection(stream, input, options.TimeProvider) { SendTimeout = options.SendTimeout };
    }

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
