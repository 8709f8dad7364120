using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Access;
using Imaginator.Protocol.Srpc.Client;
using Imaginator.Protocol.Srpc.Server;

namespace Imaginator.Protocol.Tests.Srpc;

public sealed class AccessTests : IDisposable
{
    // "HTTP/1.0 200 Connected to Go SRPC\n\n"
    private const int SuccessLength = 35;

    private readonly TestAuthority _full = new("full");
    private readonly TestAuthority _identity = new("identity");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Permits_ACertificateWithTheMethod() =>
        Assert.True(await CallAsync(_full.IssueClient("alice", methods: ["ImageServer.CheckImage"])));

    [Fact]
    public async Task Permits_ACertificateWithAPattern() =>
        Assert.True(await CallAsync(_full.IssueClient("alice", methods: ["X.Y", "Image?erver.Check*"])));

    [Fact]
    public async Task Permits_ATrustedGroup() =>
        Assert.True(await CallAsync(_identity.IssueClient("bob", groups: ["ops"])));

    [Fact]
    public async Task Permits_ATrustedUser() =>
        Assert.True(await CallAsync(_identity.IssueClient("root")));

    [Fact]
    public Task Denies_ACertificateWithoutTheMethod() =>
        AssertFailsAsync(SrpcError.AccessDenied, _full.IssueClient("bob", methods: ["ImageServer.AddImage"]));

    [Fact]
    public Task Denies_TheMethodsOfACertificateForIdentityOnly() =>
        AssertFailsAsync(SrpcError.AccessDenied, _identity.IssueClient("carol", methods: ["*.*"]));

    [Fact]
    public async Task Permits_PublicMethods_WithoutMethodAccess_ToEveryoneWithAName() =>
        Assert.False(await CallAsync(
            _identity.IssueClient("carol", methods: ["*.*"]), SrpcTestHost.CheckImageService(isPublic: true)));

    [Fact]
    public Task Refuses_ACertificateWithAMalformedMethod() =>
        AssertFailsAsync(SrpcError.BadCertificate, _full.IssueClient("dave", methods: ["NoDot"]));

    [Fact]
    public async Task Refuses_AnExpiredCertificate_AndSaysSo()
    {
        var exception = await AssertFailsAsync(
            SrpcError.BadCertificate, _full.IssueClient("alice", methods: ["*.*"], hasExpired: true));
        Assert.Contains("expired on 2021-01-01", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task Refuses_ASelfSignedCertificate() =>
        AssertFailsAsync(
            SrpcError.BadCertificate, _full.IssueClient("mallory", methods: ["*.*"], isSelfSigned: true));

    [Fact]
    public Task Refuses_AnUnsecuredConnection_WhereTlsIsRequired() =>
        AssertFailsAsync(SrpcError.MissingCertificate, null);

    [Fact]
    public async Task Refuses_ASecuredConnection_WithoutACertificate_EvenWhereMethodsAreOpenToEveryone()
    {
        await using var host = CreateHost(SrpcTestHost.CheckImageService(isPublic: true, isUnauthenticated: true));
        using var connection = new TcpClient("127.0.0.1", host.Port);
        await connection.GetStream().WriteAsync("CONNECT /_go_TLS_SRPC_/ HTTP/1.0\n\n"u8.ToArray(), Token);
        await connection.GetStream().ReadExactlyAsync(new byte[SuccessLength], Token);
        await using var secured = new SslStream(connection.GetStream(), false, (_, certificate, _, _) => certificate is not null);

        // With TLS 1.3 it is only the first answer that is missing.
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            await secured.AuthenticateAsClientAsync("server");
            await secured.WriteAsync("\n"u8.ToArray(), Token);
            await secured.ReadExactlyAsync(new byte[1], Token);
        });
    }

    [Fact]
    public async Task Permits_UnauthenticatedMethods_OnAnUnsecuredConnection() =>
        Assert.False(await CallAsync(null, SrpcTestHost.CheckImageService(isUnauthenticated: true)));

    [Fact]
    public async Task FallsBack_ToAPlainConnection_WhereTheServerHasNoTls()
    {
        await using var host = new SrpcTestHost(new SrpcServerOptions(), SrpcTestHost.CheckImageService());
        await using var client = host.CreateClient(_full.IssueClient("alice"));

        Assert.True(await CheckImageAsync(client));
        Assert.Equal(2, host.Connections);
    }

    [Fact]
    public async Task DoesNotUsePowers_WhenTheClientRenouncesThem()
    {
        await using var host = CreateHost(SrpcTestHost.CheckImageService(isPublic: true));
        await using var client = new SrpcClient("127.0.0.1", host.Port, new SrpcClientOptions
        {
            GetCertificates = () => [new ClientCertificate(_full.IssueClient("alice", methods: ["*.*"]))],
            DoNotUsePowers = true,
        });

        Assert.False(await CheckImageAsync(client));
    }

    public void Dispose()
    {
        _full.Dispose();
        _identity.Dispose();
    }

    private async Task<bool> CallAsync(X509Certificate2? certificate, SrpcService? service = null)
    {
        await using var host = CreateHost(service ?? SrpcTestHost.CheckImageService());
        await using var client = certificate is null ? host.CreateClient() : host.CreateClient(certificate);
        return await CheckImageAsync(client);
    }

    private async Task<SrpcException> AssertFailsAsync(SrpcError reason, X509Certificate2? certificate)
    {
        var exception = await Assert.ThrowsAsync<SrpcException>(() => CallAsync(certificate));
        Assert.Equal(reason, exception.Reason);
        return exception;
    }

    private SrpcTestHost CreateHost(SrpcService service)
    {
        var tls = SrpcTestHost.CreateTls(_full, _identity);
        return new SrpcTestHost(
            new SrpcServerOptions
            {
                GetTls = () => tls,
                Access = new SrpcAccessPolicy { TrustedUsers = ["root"], TrustedGroups = ["ops"] },
            },
            service);
    }

    private static async Task<bool> CheckImageAsync(SrpcClient client) =>
        (await client.CallAsync<CheckImageRequest, CheckImageResponse>(
            "ImageServer.CheckImage", new CheckImageRequest(), isRepeatable: true,
            TestContext.Current.CancellationToken)).ImageExists;
}
