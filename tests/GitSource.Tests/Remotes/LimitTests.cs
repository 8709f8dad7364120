using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Imaginator.Manifests;
using Imaginator.Plugins.GitSource.Tests.Servers;
using LibGit2Sharp;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Plugins.GitSource.Tests.Remotes;

public sealed class LimitTests : GitTest, IDisposable
{
    // A second, that is, on a machine that has time for it.
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(20);

    // Accepts connections and never says a word.
    private readonly TcpListener _silent = new(IPAddress.Loopback, 0);

    public LimitTests(GitServers servers) : base(servers) => _silent.Start();

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    [InlineData("git")]
    [InlineData("ssh")]
    public async Task Cancels_AtOnce_WhenTheServerIsSilent(string scheme)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var fetch = FetchAsync($"{scheme}://127.0.0.1:{SilentPort}/x.git", cancellationToken: cancellation.Token);
        using var connection = await _silent.AcceptSocketAsync(Cancel);

        var watch = Stopwatch.StartNew();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, AtOnce);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("git")]
    public async Task StopsAfterTheTimeout_WithAnErrorThatSaysSo(string scheme)
    {
        var clock = new FakeTimeProvider();
        Clock = clock;
        Settings["fetchTimeout"] = "90s";
        var fetch = FetchAsync($"{scheme}://127.0.0.1:{SilentPort}/x.git");
        using var connection = await _silent.AcceptSocketAsync(Cancel);

        clock.Advance(TimeSpan.FromSeconds(91));

        var exception = await Assert.ThrowsAsync<ManifestFetchException>(() => fetch);
        Assert.Equal(ManifestFetchError.TooLarge, exception.Reason);
        Assert.Contains("1m30s", exception.Message, StringComparison.Ordinal);
        Assert.Contains("fetchTimeout", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("ssh")]
    [InlineData("git")]
    [InlineData("file")]
    public async Task Stops_WhenTheServerSendsTooMuch_AndFetchesOnceItMay(string scheme)
    {
        var repository = CreateRepository();
        var noise = repository.CreateBlob(RandomNumberGenerator.GetBytes(1 << 20));
        repository.Commit("master", repository.Repository.ObjectDatabase.CreateTree(
            new TreeDefinition().Add("noise", noise, Mode.NonExecutableFile)));
        Settings["sshIdentityFile"] = Servers.IdentityFile;
        Settings["sshKnownHostsFile"] = Servers.KnownHostsFile;
        Settings["maximumFetchBytes"] = "512KiB";
        var url = scheme switch
        {
            "http" => repository.HttpUrl,
            "ssh" => repository.SshUrl,
            "git" => repository.DaemonUrl,
            _ => repository.FileUrl,
        };

        Assert.Contains("maximumFetchBytes", await FailAsync(ManifestFetchError.TooLarge, url), StringComparison.Ordinal);

        Settings["maximumFetchBytes"] = "2MiB";
        var (directory, _) = await FetchAsync(url);
        Assert.Equal(1 << 20, new FileInfo(Path.Combine(directory, "noise")).Length);
    }

    [Fact]
    public async Task Cancels_InTheMiddleOfATransfer_AndTheNextFetchSucceeds()
    {
        var repository = CreateRepository();
        var noise = repository.CreateBlob(RandomNumberGenerator.GetBytes(4 << 20));
        repository.Commit("master", repository.Repository.ObjectDatabase.CreateTree(
            new TreeDefinition().Add("noise", noise, Mode.NonExecutableFile)));
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var stalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var proxy = new TamperingProxy(Servers.DaemonPort, async (offset, piece, stop) =>
        {
            if (offset > 1 << 20 && !cancellation.IsCancellationRequested)
            {
                stalled.TrySetResult();
                await Task.Delay(Timeout.Infinite, stop);
            }

            return piece.Length;
        });
        var url = $"git://127.0.0.1:{proxy.Port}/{repository.Name}";
        var fetch = FetchAsync(url, cancellationToken: cancellation.Token);
        await stalled.Task.WaitAsync(Cancel);

        var watch = Stopwatch.StartNew();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, AtOnce);

        var (directory, _) = await FetchAsync(url);
        Assert.Equal(4 << 20, new FileInfo(Path.Combine(directory, "noise")).Length);
        Assert.Empty(Directory.EnumerateFiles(CacheDirectory, "pack_*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Explains_ConnectionThatBreaksInTheMiddle()
    {
        var repository = CreateRepository();
        var noise = repository.CreateBlob(RandomNumberGenerator.GetBytes(4 << 20));
        repository.Commit("master", repository.Repository.ObjectDatabase.CreateTree(
            new TreeDefinition().Add("noise", noise, Mode.NonExecutableFile)));
        await using var proxy = new TamperingProxy(
            Servers.HttpPort, (offset, piece, _) => ValueTask.FromResult(offset > 1 << 20 ? 0 : piece.Length));

        await FailAsync(ManifestFetchError.Unreachable, $"http://127.0.0.1:{proxy.Port}/{repository.Name}");
    }

    public new void Dispose()
    {
        _silent.Dispose();
        base.Dispose();
    }

    private int SilentPort => ((IPEndPoint)_silent.LocalEndpoint).Port;
}
