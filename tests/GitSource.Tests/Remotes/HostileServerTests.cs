using System.Net;
using System.Net.Sockets;
using System.Text;
using CsCheck;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Tests.Servers;

namespace Imaginator.Plugins.GitSource.Tests.Remotes;

public sealed class HostileServerTests(GitServers servers) : GitTest(servers)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FetchesOrExplains_WhateverBytesAreCutOrChanged(bool cut)
    {
        var repository = CreateRepository();
        repository.Commit("master", ("file", "old"));
        var tip = repository.Commit("master", ("file", "new"), ("other", "x"));
        var (fetched, failed) = (0, 0);

        // A changed length makes both sides wait for the other.
        Settings["fetchTimeout"] = "2s";

        // Answers are some hundred bytes; a position beyond their end leaves them as they are.
        await Gen.Int[0, 1500].SampleAsync(async position =>
        {
            await using var proxy = new TamperingProxy(Servers.DaemonPort, (offset, piece, _) =>
            {
                var at = position - offset;
                if (at < 0 || at >= piece.Length)
                {
                    return ValueTask.FromResult(piece.Length);
                }

                piece.Span[(int)at] ^= (byte)(1 + (position % 127));
                return ValueTask.FromResult(cut ? (int)at : piece.Length);
            });
            try
            {
                var (directory, revision) = await FetchAsync($"git://127.0.0.1:{proxy.Port}/{repository.Name}");
                Assert.Equal(tip.Sha, revision.CommitId);
                Assert.Equal("new", await File.ReadAllTextAsync(Path.Combine(directory, "file"), Cancel));
                Interlocked.Increment(ref fetched);
            }
            catch (ManifestFetchException)
            {
                Interlocked.Increment(ref failed);
            }
        }, iter: 60, threads: 4);

        Assert.True(fetched > 0 && failed > 0, $"{fetched} fetched, {failed} failed");
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000")]
    [InlineData("hello, who is there?")]
    [InlineData("ffffxxxx")]
    [InlineData("0018ERR go away, please\n")]
    [InlineData("0001000200030004")]
    public async Task Explains_NonsenseInsteadOfReferences(string answer) => await ServeAsync(answer, url =>
        Assert.ThrowsAsync<ManifestFetchException>(() => FetchAsync(url)));

    [Theory]
    [InlineData("refs/heads/none")]
    [InlineData("refs/heads/*")]
    [InlineData("HEAD")]
    [InlineData("../../x")]
    public async Task Explains_HeadThatLeadsNowhere(string target)
    {
        var id = new string('1', 40);
        var first = $"{id} HEAD\0symref=HEAD:{target} side-band-64k ofs-delta shallow\n";

        await ServeAsync($"{first.Length + 4:x4}{first}0000", url =>
            Assert.ThrowsAsync<ManifestFetchException>(() => FetchAsync(url)));
    }

    private static async Task ServeAsync(string answer, Func<string, Task> use)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var server = AnswerAsync();
        await use($"git://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/x.git");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => server);

        async Task AnswerAsync()
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                _ = await client.GetStream().ReadAsync(new byte[1000], stop.Token);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), stop.Token);
                client.Client.Shutdown(SocketShutdown.Send);
            }
        }
    }
}
