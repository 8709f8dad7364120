using Imaginator.Host.ImageServing;
using Imaginator.Host.Tests.Rpc;
using Imaginator.Hosting.Flags;
using Imaginator.ImageServing.Tests;
using Imaginator.ImageStores;
using Imaginator.Protocol.Messages.ImageServer.Directories;
using Imaginator.Protocol.Messages.ImageServer.Images;
using Imaginator.Protocol.Srpc;
using Imaginator.Protocol.Srpc.Client;

namespace Imaginator.Host.Tests.ImageServing;

public sealed class ImageServingPortTests : IAsyncDisposable
{
    private readonly ServingHost _store = ServingHost.Start();
    private readonly TemporaryDirectory _state = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ThePort_ServesTheStore_AndNothingOfTheDaemon()
    {
        await using var daemon = await StartAsync("-insecure");
        await using var images = await _store.ConnectAsync(daemon.ImageServerPort);
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        await SampleImages.UploadAsync(images, "s/1", SampleImages.Files(3, 1000, seed: 1));

        Assert.NotNull(await _store.Store.GetImageAsync("s/1", false, Token));
        var port = $"http://127.0.0.1:{daemon.ImageServerPort}";
        var methods = await http.GetStringAsync(new Uri(port + "/_goSRPC_/listMethods"), Token);
        Assert.Contains("ImageServer.AddImage\n", methods, StringComparison.Ordinal);
        Assert.Contains("ObjectServer.GetObjects\n", methods, StringComparison.Ordinal);
        using var home = await http.GetAsync(new Uri(port + "/"), Token);
        Assert.Equal("/listImages", home.Headers.Location!.OriginalString);
        foreach (var address in new[] { "/who", "/showImageStreams", "/api/v1/status" })
        {
            using var page = await http.GetAsync(new Uri(port + address), Token);
            Assert.Equal(System.Net.HttpStatusCode.NotFound, page.StatusCode);
        }

        // And the daemon's port nothing of the store.
        port = $"http://127.0.0.1:{daemon.Port}";
        Assert.Equal(".LocalUpgradeToUnix\n", await http.GetStringAsync(new Uri(port + "/_goSRPC_/listMethods"), Token));
        Assert.Equal("hello", await http.GetStringAsync(new Uri(port + "/"), Token));
        var refused = await Assert.ThrowsAsync<SrpcException>(() => CheckAsync(daemon.CreateClient()));
        Assert.Equal("unknown service: ImageServer", refused.Message);
    }

    [Fact]
    public async Task ThePort_KnowsCallersByTheirCertificates()
    {
        using var site = new CertificateSite();
        await using var daemon = await StartAsync(site.Flags);
        await using var stranger = Client(daemon);
        await using var user = Client(daemon, site.Identity.IssueClient("user"));
        await using var admin = Client(daemon, site.Full.IssueClient("admin", methods: ["ImageServer.*"]));

        Assert.Equal(
            SrpcError.MissingCertificate, (await Assert.ThrowsAsync<SrpcException>(() => CheckAsync(stranger))).Reason);
        Assert.False((await CheckAsync(user)).ImageExists);
        Assert.Equal("ImageServer.MakeDirectory: access to method denied", await user.FailAsync<MakeDirectoryResponse>(
            "MakeDirectory", new MakeDirectoryRequest { DirectoryName = "a" }));
        await admin.CallAsync<MakeDirectoryResponse>("MakeDirectory", new MakeDirectoryRequest { DirectoryName = "a" });
    }

    [Fact]
    public async Task OnlyAStoreOfThisMachine_CanBeServed()
    {
        await using var remote = await _store.ConnectAsync();
        var services = new Microsoft.Extensions.DependencyInjection.ServiceCollection();

        var error = Assert.Throws<ImageStoreException>(() => services.AddImageServing(
            FlagParser.Parse(DaemonFlags.All, ["-imageServerListen=:1", "-imageServerHostname=elsewhere"], []).Values, remote));

        Assert.Contains("only a store on this machine can", error.Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _state.Dispose();
    }

    private static SrpcClient Client(
        TestDaemon daemon, System.Security.Cryptography.X509Certificates.X509Certificate2? certificate = null) =>
        new("127.0.0.1", daemon.ImageServerPort, new SrpcClientOptions
        {
            GetCertificates = () => certificate is null ? [] : [new ClientCertificate(certificate)],
        });

    private static Task<CheckImageResponse> CheckAsync(SrpcClient client) =>
        client.CallAsync<CheckImageResponse>("CheckImage", new CheckImageRequest { ImageName = "x" });

    private Task<TestDaemon> StartAsync(params string[] arguments)
    {
        string[] all = [.. arguments, "-imageServerListen=127.0.0.1:0", $"-stateDir={_state.FullName}"];
        return TestDaemon.StartAsync(
            all, services => services.AddImageServing(FlagParser.Parse(DaemonFlags.All, all, []).Values, _store.Store));
    }
}
