using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Srpc.Access;
using Imaginator.Protocol.Srpc.Client;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Protocol.Tests.Srpc;

/// <summary>Our server on a real socket.</summary>
internal sealed class SrpcTestHost : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly SrpcServer _server;
    private readonly Task _accepting;
    private int _connections;

    public SrpcTestHost(SrpcServerOptions options, params SrpcService[] services) : this(0, options, services)
    {
    }

    /// <summary>Starts one on a port, for a server that comes back.</summary>
    public SrpcTestHost(int port, SrpcServerOptions options, params SrpcService[] services)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _server = new SrpcServer(options, services, NullLogger<SrpcServer>.Instance);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => _connections;

    /// <summary>A service whose one method answers whether its caller has method access.</summary>
    public static SrpcService CheckImageService(bool isPublic = false, bool isUnauthenticated = false) => new(
        "ImageServer",
        SrpcMethod.RequestReply<CheckImageRequest, CheckImageResponse>(
            "CheckImage",
            (_, call, _) => Task.FromResult(new CheckImageResponse { ImageExists = call.Context.HasMethodAccess }))
            with { IsPublic = isPublic, IsUnauthenticated = isUnauthenticated });

    public static SrpcServerTls CreateTls(TestAuthority full, TestAuthority? identity = null) => new(
        SslStreamCertificateContext.Create(full.IssueClient("server"), null),
        new ClientCertificateVerifier(
            [full.Certificate], identity is null ? null : new X509Certificate2Collection(identity.Certificate),
            TimeProvider.System));

    public SrpcClient CreateClient(params X509Certificate2[] certificates) =>
        new("127.0.0.1", Port, new SrpcClientOptions
        {
            GetCertificates = () => [.. certificates.Select(certificate => new ClientCertificate(certificate))],
        });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient connection)
    {
        Interlocked.Increment(ref _connections);
        using (connection)
        {
            try
            {
                await _server.HandleAsync(
                    connection.GetStream(), ReadOnlyMemory<byte>.Empty, connection.Client.RemoteEndPoint, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                // The host stops.
            }
        }
    }
}
