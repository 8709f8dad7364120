using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Imaginator.Hosting.Flags;
using Imaginator.Protocol.Messages.Imaginator;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Imaginator.Host.Tests.Rpc.Port;

public sealed class PortTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OnePort_CarriesHttpAndSrpc()
    {
        await using var daemon = await TestDaemon.StartInsecureAsync(AddEcho);
        using var http = new HttpClient();
        Assert.Equal("hello", await http.GetStringAsync($"http://127.0.0.1:{daemon.Port}/", Token));
        await using var client = daemon.CreateClient();
        await CallEchoAsync(client);
    }

    [Fact]
    public async Task OnePort_CarriesHttpsAndSecuredSrpc_Too()
    {
        using var site = new CertificateSite();
        await using var daemon = await TestDaemon.StartAsync(site.Flags, AddEcho);
        using var plain = new HttpClient();
        Assert.Equal("hello", await plain.GetStringAsync($"http://127.0.0.1:{daemon.Port}/", Token));
        using var http = CreateHttpClient();
        Assert.Equal("hello", await http.GetStringAsync($"https://127.0.0.1:{daemon.Port}/", Token));
        await using var client = daemon.CreateClient(site.Full.IssueClient("ann", methods: ["Echo.*"]));
        await CallEchoAsync(client);
    }

    [Fact]
    public async Task PlainHttp_CanBeTurnedOff()
    {
        using var site = new CertificateSite();
        await using var daemon = await TestDaemon.StartAsync([.. site.Flags, "-plainHttp=false"], AddEcho);
        using var plain = new HttpClient();
        using var refused = await plain.GetAsync($"http://127.0.0.1:{daemon.Port}/", Token);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("https: only", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        using var http = CreateHttpClient();
        Assert.Equal("hello", await http.GetStringAsync($"https://127.0.0.1:{daemon.Port}/", Token));
        await using var client = daemon.CreateClient(site.Full.IssueClient("ann", methods: ["Echo.*"]));
        await CallEchoAsync(client);
    }

    [Fact]
    public async Task PlainHttp_CannotBeTurnedOff_WithoutCertificates() =>
        await Assert.ThrowsAsync<UsageException>(() => TestDaemon.StartAsync(["-insecure", "-plainHttp=false"]));

    [Fact]
    public async Task SrpcRequest_MayArriveByteByByte()
    {
        await using var daemon = await TestDaemon.StartInsecureAsync(AddEcho);
        using var socket = await ConnectAsync(daemon.Port);
        socket.NoDelay = true;
        foreach (var value in "CONNECT /_goSRPC_/ HTTP/1.0\n\n"u8.ToArray())
        {
            await socket.SendAsync(new[] { value }, Token);
        }

        Assert.Equal("HTTP/1.0 200 Connected to Go SRPC\n\n", await ReceiveAsync(socket, 35));
        await socket.SendAsync("\n"u8.ToArray(), Token);
        Assert.Equal("\n", await ReceiveAsync(socket, 1));
    }

    [Theory]
    [InlineData("CONNECT /_SRPC_/unsecured/JSON HTTP/1.0\n\n", "404 Not Found")]
    [InlineData("CONNECT /_go_TLS_SRPC_/ HTTP/1.0\n\n", "404 Not Found")]
    [InlineData("GET /_goSRPC_/ HTTP/1.1\r\nHost: x\r\n\r\n", "400 Bad Request")]
    [InlineData("GET /_go_TLS_SRPC_/ HTTP/1.1\r\nHost: x\r\n\r\n", "404 Not Found")]
    [InlineData("GET /_SRPC_/unsecured/JSON HTTP/1.1\r\nHost: x\r\n\r\n", "404 Not Found")]
    public async Task OtherRequests_GetTheAnswersOfTheReference(string request, string status)
    {
        await using var daemon = await TestDaemon.StartInsecureAsync(AddEcho);
        using var socket = await ConnectAsync(daemon.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), Token);
        Assert.Equal(status, (await ReceiveAsync(socket, 9 + status.Length))[9..]);
    }

    [Fact]
    public async Task UnsecuredSrpc_OfASecuredDaemon_IsMissingACertificate()
    {
        using var site = new CertificateSite();
        await using var daemon = await TestDaemon.StartAsync(site.Flags, AddEcho);
        using var socket = await ConnectAsync(daemon.Port);
        await socket.SendAsync("CONNECT /_goSRPC_/ HTTP/1.0\n\n"u8.ToArray(), Token);
        Assert.Equal("HTTP/1.0 405 Method Not Allowed", await ReceiveAsync(socket, 31));
    }

    [Fact]
    public async Task HelperPages_ListMethods_AndTheHostName()
    {
        await using var daemon = await TestDaemon.StartInsecureAsync(AddEcho);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{daemon.Port}/_goSRPC_/") };
        Assert.Equal(".LocalUpgradeToUnix\nEcho.Private\nEcho.Public\n", await http.GetStringAsync("listMethods", Token));
        Assert.Equal("Echo.Public\n", await http.GetStringAsync("listPublicMethods", Token));
        Assert.StartsWith(Dns.GetHostName(), await http.GetStringAsync("getHostname", Token), StringComparison.OrdinalIgnoreCase);
        using var response = await http.GetAsync("listMethods", Token);
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task HttpsClients_AreKnownByTheirCertificates()
    {
        using var site = new CertificateSite();
        await using var daemon = await TestDaemon.StartAsync([.. site.Flags, "-srpcTrustedGroups=ops"], AddEcho);
        Assert.Equal("(anonymous) False", await WhoAsync(null));
        Assert.Equal("ann True", await WhoAsync(site.Full.IssueClient("ann", methods: ["Echo.Private"])));
        Assert.Equal("bob False", await WhoAsync(site.Identity.IssueClient("bob", methods: ["*.*"])));
        Assert.Equal("cat True", await WhoAsync(site.Identity.IssueClient("cat", groups: ["ops"])));
        await Assert.ThrowsAnyAsync<HttpRequestException>(
            () => WhoAsync(site.Full.IssueClient("eve", methods: ["*.*"], hasExpired: true)));

        async Task<string> WhoAsync(X509Certificate2? certificate)
        {
            using var http = CreateHttpClient(certificate);
            return await http.GetStringAsync($"https://127.0.0.1:{daemon.Port}/who", Token);
        }
    }

    [Fact]
    public void InsecureAnywhere_TakesAskingTwice() =>
        Assert.Throws<UsageException>(() => Imaginator.Host.Rpc.Port.PortOptions.From(
            FlagParser.Parse(DaemonFlags.All, ["-insecureAnywhere"], []).Values));

    [Theory]
    [InlineData("-insecure", "127.0.0.1,::1")]
    [InlineData("-loopbackOnly", "127.0.0.1,::1")]
    [InlineData("-insecure -insecureAnywhere", "::")]
    [InlineData("", "::")]
    public void Insecure_ListensOnLoopbackOnly_UnlessAskedTwice(string flags, string addresses)
    {
        var options = Imaginator.Host.Rpc.Port.PortOptions.From(
            FlagParser.Parse(DaemonFlags.All, flags.Split(' ', StringSplitOptions.RemoveEmptyEntries), []).Values);
        Assert.Equal(
            addresses.Split(',').Where(address => Socket.OSSupportsIPv6 || address == "127.0.0.1"),
            options.Endpoints().Select(endpoint => endpoint.Address.ToString()));
    }

    [Fact]
    public async Task SrpcConnections_EndWhenTheDaemonStops()
    {
        var daemon = await TestDaemon.StartInsecureAsync(AddEcho);
        using var socket = await ConnectAsync(daemon.Port);
        await socket.SendAsync("CONNECT /_goSRPC_/ HTTP/1.0\n\n"u8.ToArray(), Token);
        await ReceiveAsync(socket, 35);

        await daemon.DisposeAsync();

        Assert.Equal(0, await socket.ReceiveAsync(new byte[1], Token));
    }

    [Fact]
    public async Task SrpcCalls_ThatEndWhileTheDaemonStops_AreAnswered()
    {
        var begun = new TaskCompletionSource();
        var stopping = new TaskCompletionSource();
        var daemon = await TestDaemon.StartInsecureAsync(services => services.AddSingleton<SrpcService>(provider =>
        {
            provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);
            return new SrpcService(
                "Slow",
                SrpcMethod.RequestReply<ReplaceIdleSlavesRequest, ReplaceIdleSlavesResponse>("Call", async (_, _, _) =>
                {
                    begun.SetResult();
                    await stopping.Task;
                    return new ReplaceIdleSlavesResponse { Error = "the last word" };
                }));
        }));
        await using var client = daemon.CreateClient();
        var call = client.CallAsync<ReplaceIdleSlavesRequest, ReplaceIdleSlavesResponse>(
            "Slow.Call", new ReplaceIdleSlavesRequest(), isRepeatable: false, Token);
        await begun.Task.WaitAsync(Token);

        await daemon.DisposeAsync();

        Assert.Equal("the last word", (await call).Error);
    }

    internal static void AddEcho(IServiceCollection services) => services.AddSingleton(new SrpcService(
        "Echo",
        SrpcMethod.RequestReply<ReplaceIdleSlavesRequest, ReplaceIdleSlavesResponse>(
            "Private", (_, call, _) => Task.FromResult(new ReplaceIdleSlavesResponse { Error = call.Context.Caller.UserName })),
        SrpcMethod.RequestReply<ReplaceIdleSlavesRequest, ReplaceIdleSlavesResponse>(
            "Public", (_, _, _) => Task.FromResult(new ReplaceIdleSlavesResponse())) with { IsPublic = true }));

    internal static async Task<Socket> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port, Token);
        return socket;
    }

    internal static async Task<string> ReceiveAsync(Socket socket, int count)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Token);
        timeout.CancelAfter(TimeSpan.FromMinutes(2));
        var buffer = new byte[count];
        var received = 0;
        while (received < count)
        {
            var more = await socket.ReceiveAsync(buffer.AsMemory(received), timeout.Token);
            Assert.NotEqual(0, more);
            received += more;
        }

        return Encoding.ASCII.GetString(buffer);
    }

    private static HttpClient CreateHttpClient(X509Certificate2? certificate = null) => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=imaginator",
            ClientCertificates = certificate is null ? [] : [certificate],
        },
    });

    private static async Task CallEchoAsync(Imaginator.Protocol.Srpc.Client.SrpcClient client) =>
        await client.CallAsync<ReplaceIdleSlavesRequest, ReplaceIdleSlavesResponse>(
            "Echo.Private", new ReplaceIdleSlavesRequest(), isRepeatable: false, Token);
}
