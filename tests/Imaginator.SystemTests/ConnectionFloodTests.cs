using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>Thousands of connections that say nothing, from two addresses.</summary>
public sealed class ConnectionFloodTests
{
    private const int PerAddress = 9_850;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SilentConnections_HurtNeitherHealth_NorBuilds_NorMemory()
    {
        using var site = new BuildSite();
        site.Stream("small", "base");
        await using var daemon = await site.StartDaemonAsync();
        var sockets = new List<Socket>();
        using var opened = new CancellationTokenSource();
        try
        {
            var slowest = WatchHealthAsync(daemon, opened.Token);
            foreach (var address in new[] { "127.0.0.2", "127.0.0.3" })
            {
                for (var i = 0; i < PerAddress; i++)
                {
                    await OpenAsync(daemon.Port, address, sockets);
                }
            }

            (await daemon.ToolAsync("build-image", "small")).ShouldSucceed();
            await opened.CancelAsync();

            // A second on a machine that has time for it.
            Assert.InRange((await slowest).TotalSeconds, 0, 10);
            Assert.InRange(daemon.PeakMemoryMebibytes, 1, 300);
            var refused = (await daemon.PageAsync("/metrics")).Split('\n').Single(line =>
                line.StartsWith("imaginator_connections_refused_total{", StringComparison.Ordinal)
                && line.Contains("port=\"daemon\"", StringComparison.Ordinal)
                && line.Contains("reason=\"displaced\"", StringComparison.Ordinal));
            Assert.DoesNotContain("} 0", refused, StringComparison.Ordinal);
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    private static async Task OpenAsync(int port, string from, List<Socket> sockets)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        sockets.Add(socket);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(IPAddress.Loopback, port, Cancelled);

        // This process has a limit of descriptors too: a connection that the daemon closed is closed here.
        if (sockets.Count % 1000 == 0)
        {
            foreach (var closed in sockets.Where(other => other.Poll(0, SelectMode.SelectRead)).ToList())
            {
                closed.Dispose();
                sockets.Remove(closed);
            }
        }
    }

    private static async Task<TimeSpan> WatchHealthAsync(SiteDaemon daemon, CancellationToken end)
    {
        var slowest = TimeSpan.Zero;
        using var http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero });
        while (!end.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            Assert.StartsWith("ok", await http.GetStringAsync(new Uri($"http://127.0.0.1:{daemon.Port}/healthz"), Cancelled), StringComparison.Ordinal);
            var elapsed = Stopwatch.GetElapsedTime(started);
            slowest = elapsed > slowest ? elapsed : slowest;
            await Task.Delay(50, Cancelled);
        }

        return slowest;
    }
}
