using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Access;
using Imaginator.Protocol.Srpc.Client;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.Protocol.Tests.Srpc;

/// <summary>Clients that verify servers, as -serverCAfile requests.</summary>
public sealed class ServerVerifierTests : IDisposable
{
    private readonly TestAuthority _authority = new("authority");
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Accepts_AServerOfTheAuthority() =>
        Assert.True(await CallAsync(_authority.IssueClient("localhost"), _authority.Certificate));

    [Fact]
    public async Task Accepts_AServerWhoseCertificateIsPinned()
    {
        using var other = new TestAuthority("other");
        var server = other.IssueClient("elsewhere");

        Assert.True(await CallAsync(server, server));
    }

    [Fact]
    public async Task Refuses_AServerOfAnotherAuthority()
    {
        using var other = new TestAuthority("other");

        Assert.Contains(
            "\"CN=localhost\", issued by \"CN=other\", does not come from a CA in",
            await FailAsync(other.IssueClient("localhost"), _authority.Certificate), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_AServerOfAnotherName() => Assert.Contains(
        "\"CN=elsewhere\" is not a certificate for localhost",
        await FailAsync(_authority.IssueClient("elsewhere"), _authority.Certificate), StringComparison.Ordinal);

    [Fact]
    public async Task Refuses_AServerWhoseCertificateHasExpired() => Assert.Contains(
        "\"CN=localhost\" expired on 2021-01-01",
        await FailAsync(_authority.IssueClient("localhost", hasExpired: true), _authority.Certificate), StringComparison.Ordinal);

    [Fact]
    public async Task Refuses_AConnectionWithoutEncryption()
    {
        await using var host = new SrpcTestHost(new SrpcServerOptions(), SrpcTestHost.CheckImageService());

        var exception = await Assert.ThrowsAsync<SrpcException>(() => CheckAsync(host, _authority.Certificate));

        Assert.Equal(SrpcError.UntrustedServer, exception.Reason);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _directory.Dispose();
    }

    private async Task<string> FailAsync(X509Certificate2 server, X509Certificate2 trusted)
    {
        var exception = await Assert.ThrowsAsync<SrpcException>(() => CallAsync(server, trusted));
        Assert.Equal(SrpcError.UntrustedServer, exception.Reason);
        return exception.Message;
    }

    private async Task<bool> CallAsync(X509Certificate2 server, X509Certificate2 trusted)
    {
        var tls = new SrpcServerTls(
            SslStreamCertificateContext.Create(server, null),
            new ClientCertificateVerifier([_authority.Certificate], null, TimeProvider.System));
        await using var host = new SrpcTestHost(
            new SrpcServerOptions { GetTls = () => tls }, SrpcTestHost.CheckImageService());
        return await CheckAsync(host, trusted);
    }

    private async Task<bool> CheckAsync(SrpcTestHost host, X509Certificate2 trusted)
    {
        var file = _directory.PathOf("servers.pem");
        await File.WriteAllTextAsync(file, trusted.ExportCertificatePem(), Token);
        await using var client = new SrpcClient("localhost", host.Port, new SrpcClientOptions
        {
            GetCertificates = () => [new ClientCertificate(_authority.IssueClient("me", methods: ["*.*"]))],
            ServerVerifier = ServerVerifier.Load(file, TimeProvider.System),
        });
        var reply = await client.CallAsync<CheckImageRequest, CheckImageResponse>(
            "ImageServer.CheckImage", new CheckImageRequest(), isRepeatable: false, Token);
        return reply.ImageExists;
    }
}
