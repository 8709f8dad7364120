using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Tests.Servers;

namespace Imaginator.Plugins.GitSource.Tests.Remotes;

/// <summary>Servers that send little and require much, or send without an end.</summary>
public sealed class BombTests(GitServers servers) : GitTest(servers)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Stops_WhenReferencesHaveNoEnd()
    {
        await using var server = new HostileGitServer(_ => Task.CompletedTask, SendReferencesAsync);

        var message = await FailSoonAsync(server);

        Assert.Contains("127.0.0.1 lists more than 250000 references", message, StringComparison.Ordinal);
        Assert.Contains("maximumReferences", message, StringComparison.Ordinal);
        Assert.InRange(server.Sent, 1, 64 << 20);

        async Task SendReferencesAsync(HostileGitServer.Connection connection)
        {
            await connection.SendAsync(HostileGitServer.Advertisement[..^4]);
            for (var number = 0; ; number += 1000)
            {
                await connection.SendAsync([.. Enumerable.Range(number, 1000)
                    .SelectMany(each => HostileGitServer.Line($"{new string('1', 40)} refs/heads/b{each}\n"))]);
            }
        }
    }

    [Fact]
    public async Task Stops_WhenNamesOfReferencesAreLong()
    {
        Settings["maximumReferences"] = "1000";
        await using var server = new HostileGitServer(_ => Task.CompletedTask, async connection =>
        {
            await connection.SendAsync(HostileGitServer.Advertisement[..^4]);
            while (true)
            {
                await connection.SendAsync(HostileGitServer.Line($"{new string('1', 40)} refs/heads/{new string('x', 60_000)}\n"));
            }
        });

        Assert.Contains("the list of references of 127.0.0.1 exceeds 500 KiB", await FailSoonAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stops_WhenReferencesOverHttpHaveNoEnd()
    {
        using var listener = new HttpListener();
        var port = FreePort.Next();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        var serving = ServeAsync();

        var message = await FailAsync(ManifestFetchError.TooLarge, $"http://127.0.0.1:{port}/x.git");

        Assert.Contains("lists more than 250000 references", message, StringComparison.Ordinal);
        await serving;

        async Task ServeAsync()
        {
            var context = await listener.GetContextAsync();
            context.Response.ContentType = "application/x-git-upload-pack-advertisement";
            context.Response.SendChunked = true;
            var output = context.Response.OutputStream;
            try
            {
                await output.WriteAsync((byte[])[.. HostileGitServer.Line("# service=git-upload-pack\n"), .. "0000"u8], Cancel);
                await output.WriteAsync(HostileGitServer.Advertisement.AsMemory()[..^4], Cancel);
                var line = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(
                    Encoding.ASCII.GetString(HostileGitServer.Line($"{new string('1', 40)} refs/heads/b\n")), 1000)));
                while (true)
                {
                    await output.WriteAsync(line, Cancel);
                }
            }
            catch (Exception e) when (e is HttpListenerException or IOException or SocketException)
            {
                context.Response.Abort();
            }
        }
    }

    [Fact]
    public async Task Stops_WhenDeltasDoubleAFile()
    {
        var pack = new PackWriter().Add(new byte[1024]);
        var size = 1024L;
        for (var i = 0; i < 1900; i++)
        {
            // As large as a number can be, while the copied parts stay small.
            size = Math.Min(size * 2, 1L << 50);
            pack.AddDelta(pack.Last, size / 2, size, [.. PackWriter.CopyInstruction(512), .. PackWriter.CopyInstruction(512)]);
        }

        await using var server = HostileGitServer.WithPack(pack.ToArray());
        var message = await FailSoonAsync(server);

        Assert.Contains("127.0.0.1 sends an object of more than 256 MiB", message, StringComparison.Ordinal);
        Assert.Contains("maximumObjectBytes", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stops_WhenDeltasAreDeep()
    {
        var pack = new PackWriter().Add(new byte[1024]);
        for (var i = 0; i < 1900; i++)
        {
            pack.AddDelta(pack.Last, 1024, 1024, PackWriter.CopyInstruction(1024));
        }

        await using var server = HostileGitServer.WithPack(pack.ToArray());

        Assert.Contains(
            "127.0.0.1 sends an object with more than 512 deltas; repack", await FailSoonAsync(server), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stops_WhenDeltasExpandToTooMuch(bool byId)
    {
        const int Size = 200 << 20;
        byte[] copies = [.. Enumerable.Repeat(PackWriter.CopyInstruction(0xFFFF), Size / 0xFFFF).SelectMany(each => each)];
        var pack = new PackWriter().Add(new byte[1 << 20]);
        var first = pack.Last;
        for (var i = 0; i < 100; i++)
        {
            _ = byId
                ? pack.AddDelta(new byte[20], 1 << 20, Size, copies)
                : pack.AddDelta(first, 1 << 20, Size, copies);
        }

        await using var server = HostileGitServer.WithPack(pack.ToArray());
        var message = await FailSoonAsync(server);

        Assert.Contains("the objects that 127.0.0.1 sends exceed 16 GiB when they are expanded", message, StringComparison.Ordinal);
        Assert.Contains("maximumExpandedBytes", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stops_AtTheHeaderOfAHugeObject()
    {
        await using var server = HostileGitServer.WithPack(new PackWriter().Add(new byte[10], 1UL << 50).ToArray());

        Assert.Contains("an object of more than 256 MiB", await FailSoonAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stops_WhenAnObjectIsLargerThanItsHeaderSays()
    {
        await using var server = HostileGitServer.WithPack(new PackWriter().Add(new byte[1 << 20], 10).ToArray());

        Assert.Contains(
            "an object is larger than the pack says",
            await FailSoonAsync(server, ManifestFetchError.Unreachable),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stops_WhenThereAreTooManyObjects()
    {
        await using var server = HostileGitServer.WithPack(new PackWriter().Add([1]).ToArray(uint.MaxValue));

        Assert.Contains(
            "127.0.0.1 sends 4294967295 objects, more than the maximum of 2000000", await FailSoonAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stops_WhenCommonCommitsHaveNoEnd()
    {
        await using var server = new HostileGitServer(async connection =>
        {
            byte[] lines = [.. Enumerable.Repeat(HostileGitServer.Line($"shallow {new string('2', 40)}"), 1000).SelectMany(each => each)];
            while (true)
            {
                await connection.SendAsync(lines);
            }
        });

        Assert.Contains("before the first object", await FailSoonAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stops_WhenTheServerIsSilent()
    {
        Settings["silenceTimeout"] = "1s";
        await using var server = new HostileGitServer(connection => Task.Delay(Timeout.Infinite, connection.Stop));

        var message = await FailSoonAsync(server, ManifestFetchError.Unreachable);

        Assert.Contains("the server sent nothing for 1s", message, StringComparison.Ordinal);
        Assert.Contains("silenceTimeout", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stops_WhenTheServerSendsByteByByte()
    {
        Settings["silenceTimeout"] = "10s";
        Settings["fetchTimeout"] = "2s";
        await using var server = new HostileGitServer(async connection =>
        {
            await connection.BeginPackAsync();
            while (true)
            {
                await connection.SendPackAsync([(byte)'P']);
                await Task.Delay(100, connection.Stop);
            }
        });

        // The pack is damaged from its second byte on; progress is not.
        await FailSoonAsync(server, ManifestFetchError.Unreachable);
        await using var slow = new HostileGitServer(async connection =>
        {
            await connection.BeginPackAsync();
            while (true)
            {
                await connection.SendAsync([.. "0006"u8, 2, (byte)'.']);
                await Task.Delay(100, connection.Stop);
            }
        });

        Assert.Contains("did not end within 2s", await FailSoonAsync(slow), StringComparison.Ordinal);
    }

    private async Task<string> FailSoonAsync(
        HostileGitServer server, ManifestFetchError reason = ManifestFetchError.TooLarge)
    {
        var watch = Stopwatch.StartNew();
        var message = await FailAsync(reason, server.Url);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Soon);
        return message;
    }
}
