using System.Security.Cryptography.X509Certificates;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Imaginator.Protocol.Srpc.Client;
using Imaginator.Protocol.Srpc.Server;
using Imaginator.Protocol.Tests.Srpc;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Plugins.ImageServer.Tests;

/// <summary>What people read when an image server does not let us in, and that nothing has been added then.</summary>
public sealed class CertificateErrorTests : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestAuthority _authority = new("authority");
    private readonly FakeImageServer _fake = new();
    private readonly SrpcTestHost _host;

    public CertificateErrorTests()
    {
        var tls = SrpcTestHost.CreateTls(_authority);
        _host = new SrpcTestHost(new SrpcServerOptions { GetTls = () => tls }, [.. _fake.CreateServices()]);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Uploads_WithACertificateThatPermitsIt()
    {
        await UploadAsync(_authority.IssueClient("me", methods: ["ImageServer.*", "ObjectServer.*"]));

        Assert.Single(_fake.Images);
    }

    [Fact]
    public async Task Tells_WhichMethodTheCertificateDoesNotPermit()
    {
        var message = await FailAsync(_authority.IssueClient("me", methods: ["ImageServer.*", "ObjectServer.CheckObjects"]));

        Assert.Contains("ObjectServer.AddObjects", message, StringComparison.Ordinal);
        Assert.Contains("use a certificate that permits this method", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_SinceWhenTheCertificateHasExpired() => Assert.Contains(
        "\"CN=me\": it expired on 2021-01-01 00:00:00 UTC",
        await FailAsync(_authority.IssueClient("me", methods: ["*.*"], hasExpired: true)),
        StringComparison.Ordinal);

    [Fact]
    public async Task Tells_WhoHasIssuedTheCertificate_ThatTheServerDoesNotAccept()
    {
        using var other = new TestAuthority("other");

        Assert.Contains(
            "\"CN=me\", issued by \"CN=other\"", await FailAsync(other.IssueClient("me", methods: ["*.*"])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_ThatThereIsNoCertificate()
    {
        var message = await FailAsync(null);

        Assert.Contains("missing certificate", message, StringComparison.Ordinal);
        Assert.Contains("configure a certificate (certFile and keyFile, or certDirectory)", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(1500)]
    [InlineData(2500)]
    public async Task TriesAgain_WhenTheNetworkBreaksDuringTheHandshake(int bytes)
    {
        await using var proxy = new BreakingProxy(_host.Port, bytes, times: 2);

        await UploadAsync(_authority.IssueClient("me", methods: ["ImageServer.*", "ObjectServer.*"]), proxy.Port);

        Assert.Single(_fake.Images);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _authority.Dispose();
        _directory.Dispose();
    }

    private async Task<string> FailAsync(X509Certificate2? certificate)
    {
        var exception = await Assert.ThrowsAsync<ImageStoreException>(() => UploadAsync(certificate));
        Assert.Equal(ImageStoreError.AccessDenied, exception.Reason);
        Assert.Contains($"127.0.0.1:{_host.Port}", exception.Message, StringComparison.Ordinal);
        Assert.Empty(_fake.Images);
        return exception.Message;
    }

    private async Task UploadAsync(X509Certificate2? certificate, int? port = null)
    {
        if (certificate is not null)
        {
            PemFiles.Write(_directory.FullName, "me", certificate);
        }

        await using var server = await new ImageServerUploader(
            new ClientCertificateFiles(null, null, _directory.FullName, TimeProvider.System), TimeProvider.System,
            NullLogger<RemoteImageStore>.Instance).OpenAsync($"imageserver://127.0.0.1:{port ?? _host.Port}", Token);
        await using var upload = await server.BeginUploadAsync(Token);
        byte[] contents = [1, 2, 3];
        await upload.AddObjectAsync(ObjectHash.Compute(contents), ObjectContents.FromBytes(contents), Token);
        await upload.CommitAsync(
            "s/1",
            new Image
            {
                FileSystem = new FileSystemTree
                {
                    InodeTable = new Dictionary<ulong, Inode>(),
                    Root = new DirectoryInode { Mode = 0x41ED },
                    NumRegularInodes = 0,
                    TotalDataBytes = 0,
                    DirectoryCount = 1,
                },
            },
            Token);
    }
}
