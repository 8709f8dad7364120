using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Imaginator.Building.Packaging;
using Imaginator.Building.Sandboxing.Networks;

namespace Imaginator.PackageCache.Tests;

/// <summary>What one command can use, and what it leaves to others.</summary>
public sealed class CommandLimitTests
{
    private const string Whole = "HTTP/1.1 200 OK\nContent-Length: 5\nConnection: close\n\nwhole";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task IdleConnections_DoNotKeepOtherCommandsOut(bool withSecret)
    {
        await using var origin = new ScriptedOrigin(Whole);
        await using var cache = new TestCache(options => options with { MaximumConnections = 200 });
        await using var hostile = await cache.Proxy.ServeAsync(new DownloadPolicy(SandboxNetwork.Host), Cancelled);
        var sockets = new List<Socket>();
        try
        {
            for (var i = 0; i < 600; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                sockets.Add(socket);
                await socket.ConnectAsync(IPAddress.Loopback, hostile.Proxy.Port, Cancelled);
                if (withSecret)
                {
                    // A refused target: the connection stays open, and belongs to the command.
                    await socket.SendAsync(Encoding.ASCII.GetBytes(
                        "GET ftp://x/ HTTP/1.1\r\nHost: x\r\nProxy-Authorization: Basic "
                        + $"{Convert.ToBase64String(Encoding.ASCII.GetBytes(hostile.Proxy.UserInfo))}\r\n\r\n"), Cancelled);
                    await socket.ReceiveAsync(new byte[1024], Cancelled);
                }
            }

            var (contents, _) = await cache.GetAsync(origin.UrlOf("/pool/a.deb"));
            Assert.Equal(["whole"], contents);
            await Wait.UntilAsync(() => cache.Proxy.Connections.Count <= 200);
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task FileOfUnstatedLength_IsBounded()
    {
        await using var origin = new ScriptedOrigin($"HTTP/1.1 200 OK\nConnection: close\n\n{new string('x', 300_000)}");
        await using var cache = new TestCache(options => options with { MaximumBytes = 1_000_000 });
        await Assert.ThrowsAsync<HttpRequestException>(() => cache.GetAsync(origin.UrlOf("/pool/a.deb")));
        Assert.Empty(cache.Kept());
    }

    [Fact]
    public async Task FilesOfUnstatedLength_LeaveSpaceToOthers()
    {
        // Each reserves a quarter of the size of the cache; half of it is for files that arrive.
        await using var slow = new HangingOrigin("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nbegun");
        await using var origin = new ScriptedOrigin(Whole);
        await using var cache = new TestCache(options => options with { MaximumBytes = 1_000_000 });
        await using var session = await cache.Proxy.ServeAsync(new DownloadPolicy(SandboxNetwork.Host), Cancelled);
        using var http = TestCache.ClientOf(session);
        var responses = new List<HttpResponseMessage>();
        for (var i = 0; i < 4; i++)
        {
            responses.Add(await http.GetAsync(
                slow.UrlOf(string.Create(CultureInfo.InvariantCulture, $"/pool/{i}.deb")), HttpCompletionOption.ResponseHeadersRead, Cancelled));
        }

        var (contents, _) = await cache.GetAsync(origin.UrlOf("/pool/a.deb"));
        Assert.Equal(["whole"], contents);
        responses.ForEach(response => response.Dispose());
    }

    [Fact]
    public async Task AnnouncedFiles_LeaveSpaceToOtherCommands()
    {
        // Half of the size of the cache is for files that arrive, and half of that for one command.
        await using var slow = new HangingOrigin("HTTP/1.1 200 OK\r\nContent-Length: 240000\r\nConnection: close\r\n\r\nbegun");
        await using var origin = new ScriptedOrigin($"HTTP/1.1 200 OK\nContent-Length: 200000\nConnection: close\n\n{new string('x', 200_000)}");
        await using var cache = new TestCache(options => options with { MaximumBytes = 1_000_000 });
        await using var session = await cache.Proxy.ServeAsync(new DownloadPolicy(SandboxNetwork.Host), Cancelled);
        using var http = TestCache.ClientOf(session);
        using var first = await http.GetAsync(slow.UrlOf("/pool/a.deb"), HttpCompletionOption.ResponseHeadersRead, Cancelled);
        using var second = await http.GetAsync(slow.UrlOf("/pool/b.deb"), HttpCompletionOption.ResponseHeadersRead, Cancelled);

        // The second one arrives, too, and is not kept.
        Assert.Equal(240_000, second.Content.Headers.ContentLength);
        await cache.GetAsync(origin.UrlOf("/pool/c.deb"));
        await cache.KeepsAsync(1);
    }

    [Fact]
    public async Task IndexOfUnstatedLength_ReservesLittleSpace()
    {
        await using var slow = new HangingOrigin("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nbegun");
        await using var origin = new ScriptedOrigin("HTTP/1.1 200 OK\nConnection: close\n\nwhole");
        await using var cache = new TestCache();
        await using var session = await cache.Proxy.ServeAsync(new DownloadPolicy(SandboxNetwork.Host), Cancelled);
        using var http = TestCache.ClientOf(session);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        Task<string>[] waiting =
        [
            http.GetStringAsync(slow.UrlOf("/dists/a/InRelease"), end.Token),
            http.GetStringAsync(slow.UrlOf("/dists/b/InRelease"), end.Token),
        ];
        await Wait.UntilAsync(() => Directory.EnumerateFiles(Path.Combine(cache.Options.Directory, "incoming")).Count() == 2);

        Assert.Equal("whole", await http.GetStringAsync(origin.UrlOf("/dists/c/InRelease"), Cancelled));
        Assert.Single(cache.Kept());

        await end.CancelAsync();
        foreach (var request in waiting)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        }
    }

    [Fact]
    public async Task Downloads_AreLimitedInBytes()
    {
        await using var origin = new ScriptedOrigin(Whole, Whole, Whole, Whole);
        await using var cache = new TestCache(options => options with { Command = options.Command with { Bytes = 12 } });
        await Assert.ThrowsAsync<HttpRequestException>(
            () => cache.GetAsync(origin.UrlOf("/pool/a.deb"), origin.UrlOf("/pool/b.deb"), origin.UrlOf("/pool/c.deb")));
        var (contents, _) = await cache.GetAsync(origin.UrlOf("/pool/a.deb"));
        Assert.Equal(["whole"], contents);
    }

    [Fact]
    public async Task KeptFiles_AreLimited_AndStillArrive()
    {
        await using var origin = new ScriptedOrigin([.. Enumerable.Repeat(Whole, 6)]);
        await using var cache = new TestCache(options => options with { Command = options.Command with { KeptFiles = 4, KeptIndexes = 2 } });
        var (contents, _) = await cache.GetAsync(
            origin.UrlOf("/dists/a/InRelease"), origin.UrlOf("/dists/b/InRelease"), origin.UrlOf("/dists/c/InRelease"),
            origin.UrlOf("/pool/a.deb"), origin.UrlOf("/pool/b.deb"), origin.UrlOf("/pool/c.deb"));
        Assert.Equal(Enumerable.Repeat("whole", 6), contents);

        // The last file is kept after it has arrived.
        await Wait.UntilAsync(() => cache.Kept().Count() == 4);
    }

    [Fact]
    public async Task IndexesOfOneCommand_DoNotRemoveSharedOnes()
    {
        await using var origin = new ScriptedOrigin([.. Enumerable.Repeat(Whole, 11)]);
        await using var cache = new TestCache(options => options with { MaximumIndexes = 4 });
        await cache.GetAsync(origin.UrlOf("/dists/shared/InRelease"));
        await cache.GetAsync(origin.UrlOf("/dists/shared/InRelease"));
        await cache.GetAsync([.. Enumerable.Range(0, 10).Select(
            number => origin.UrlOf(string.Create(CultureInfo.InvariantCulture, $"/dists/fake{number}/InRelease")))]);
        Assert.InRange(cache.Kept().Count(), 1, 4);

        // From the cache: the origin has no further answer.
        var (_, count) = await cache.GetAsync(origin.UrlOf("/dists/shared/InRelease"));
        Assert.Equal(1, count.CachedFiles);
    }

    [Fact]
    public async Task FilesOfTheCache_AreLimitedInNumber()
    {
        await using var origin = new ScriptedOrigin([.. Enumerable.Repeat(Whole, 20)]);
        await using var cache = new TestCache(options => options with { MaximumFiles = 10 });
        await cache.GetAsync([.. Enumerable.Range(0, 20).Select(
            number => origin.UrlOf(string.Create(CultureInfo.InvariantCulture, $"/pool/{number}.deb")))]);
        Assert.InRange(cache.Kept().Count(), 1, 10);
    }
}
