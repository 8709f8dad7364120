using System.Net;
using System.Net.Sockets;
using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>Daemons that lack something: addresses, descriptors, space, a disk that can be written, standard output, rights.</summary>
public sealed class MissingResourcesTests : IDisposable
{
    private readonly BuildSite _site = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("-6", "127.0.0.1")]
    [InlineData("-4", "[::1]")]
    public async Task OneLoopbackAddress_IsEnough(string withoutFamily, string address)
    {
        await using var daemon = await _site.StartDaemonByAsync(
            ["unshare", "--net", "sh", "-c", $"ip link set lo up && ip {withoutFamily} address flush dev lo && exec \"$@\"", "sh"],
            "-portNum=6975", "-imageServerListen=:6971");

        Assert.Equal(6975, daemon.Port);
        Assert.Equal(6971, daemon.ImageServerPort);
        var answer = await RunningProgram.RunAsync(
            "nsenter", ["--net", $"--target={daemon.Id}", "/bin/busybox", "wget", "-q", "-O-", $"http://{address}:6975/healthz"]);
        Assert.StartsWith("ok\n", answer.ShouldSucceed().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the loopback interface has neither the address 127.0.0.1 nor ::1")]
    [InlineData("-imageServerListen=127.7.7.7:6971", "cannot listen on 127.7.7.7:6971")]
    public async Task MissingAddress_IsNamed(string flag, string reason)
    {
        // Without any address, or with that of IPv6 only.
        var script = flag.Length == 0 ? "" : "ip link set lo up && ip -4 address flush dev lo && ";
        var result = await RunningProgram.RunAsync(
            "unshare",
            [
                "--net", "sh", "-c", script + "exec \"$@\"", "sh", Distribution.Imaginator,
                .. Arguments([.. flag.Split(' ', StringSplitOptions.RemoveEmptyEntries)]),
            ]);

        result.ShouldFail(1, reason);
        Assert.DoesNotContain("internal error", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("setpriv --bounding-set=-sys_resource --inh-caps=-sys_resource ")]
    public async Task FewDescriptors_AreEnough_AlsoWithManySilentConnections(string withoutRights)
    {
        await using var daemon = await _site.StartDaemonByAsync(
            ["sh", "-c", $"ulimit -n 256 && exec {withoutRights}\"$@\"", "sh"]);
        var sockets = new List<Socket>();
        try
        {
            for (var i = 0; i < 300; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                sockets.Add(socket);
                await socket.ConnectAsync(IPAddress.Loopback, daemon.Port, Cancelled);
            }

            Assert.StartsWith("ok\n", await daemon.PageAsync("/healthz"), StringComparison.Ordinal);
            (await daemon.ToolAsync("build-image", "base")).ShouldSucceed();
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task TooFewDescriptors_AreExplained()
    {
        var result = await RunningProgram.RunAsync(
            "sh", ["-c", "ulimit -n 64 && exec \"$@\"", "sh", Distribution.Imaginator, .. Arguments()]);

        result.ShouldFail(1, "this process may have 64 open files, and the daemon needs at least 256");
    }

    [Fact]
    public async Task FullStateDisk_IsServedFrom_AndImagesCanBeDeleted()
    {
        using var disk = new SmallFileSystem(128 * 1024);
        _site.StateDirectory = disk.PathOf("state");
        var image = await BuildAsync();
        disk.Fill();

        await using var daemon = await _site.StartDaemonAsync("-minimumFreeSpace=32MiB");

        var readiness = await daemon.ReadinessAsync();
        Assert.StartsWith("failed\n", readiness, StringComparison.Ordinal);
        Assert.Contains("builds: failed, ", readiness, StringComparison.Ordinal);
        Assert.Contains("disk: ", readiness, StringComparison.Ordinal);
        (await _site.ToolAsync("delete-image", image)).ShouldSucceed();
        Assert.DoesNotContain(image, (await _site.ToolAsync("list-images")).ShouldSucceed().Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", daemon.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadOnlyStateDisk_IsServedFrom()
    {
        using var disk = new SmallFileSystem(64 * 1024);
        _site.StateDirectory = disk.PathOf("state");
        var image = await BuildAsync();
        (await RunningProgram.RunAsync("mount", ["-o", "remount,ro", disk.FullName])).ShouldSucceed();

        await using var daemon = await _site.StartDaemonAsync();

        var readiness = await daemon.ReadinessAsync();
        Assert.StartsWith("failed\n", readiness, StringComparison.Ordinal);
        Assert.Contains($"builds: failed, builds cannot write to \"{_site.StateDirectory}\"", readiness, StringComparison.Ordinal);
        Assert.Contains("store: warning, the file system of ", readiness, StringComparison.Ordinal);
        Assert.Contains(image, (await _site.ToolAsync("list-images")).ShouldSucceed().Output, StringComparison.Ordinal);
        Assert.Contains("cannot be read; the builds and pauses in it stay for the next start", daemon.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", daemon.Errors, StringComparison.Ordinal);

        // Images can be rescued.
        var rescued = Path.Combine(_site.Root, "rescued");
        (await _site.ToolAsync("get-image", image, rescued)).ShouldSucceed();
        Assert.True(File.Exists(Path.Combine(rescued, "etc/passwd")));
        (await _site.ToolAsync("fsck-store")).ShouldSucceed();
        (await _site.ToolAsync("delete-image", image)).ShouldFail(1, "read-only");
    }

    [Theory]
    [InlineData(">/dev/full")]
    [InlineData(">&-")]
    [InlineData(">&- 2>&-")]
    public async Task LostOutput_DoesNotStopTheDaemon(string redirection)
    {
        var ready = Path.Combine(_site.Root, "ready");
        using var daemon = RunningProgram.Start(
            "sh", ["-c", $"exec \"$@\" {redirection}", "sh", Distribution.Imaginator, .. Arguments($"-readyFile={ready}")]);
        await Wait.UntilAsync(() => File.Exists(ready) || daemon.HasExited);
        Assert.False(daemon.HasExited);

        daemon.Signal("TERM");

        var result = (await daemon.WaitAsync()).ShouldSucceed();
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingRights_AreNamed()
    {
        await using var daemon = await _site.StartDaemonByAsync(
            ["setpriv", "--bounding-set=-sys_admin,-mknod", "--inh-caps=-sys_admin,-mknod"]);

        Assert.Contains(
            "rights: failed, builds will fail: this process lacks CAP_SYS_ADMIN, CAP_MKNOD", await daemon.ReadinessAsync(), StringComparison.Ordinal);
        await Wait.UntilAsync(() => daemon.Errors.Contains("this process lacks CAP_SYS_ADMIN, CAP_MKNOD", StringComparison.Ordinal));
    }

    /// <summary>As in a container: root has the capabilities, but in a user namespace of its own only.</summary>
    [Theory]
    [InlineData("--user", "to mount file systems")]
    [InlineData("--user --mount", "to create device nodes")]
    public async Task RightsThatTheKernelRefusesNevertheless_AreNamed(string namespaces, string right)
    {
        await using var daemon = await _site.StartDaemonByAsync(["unshare", .. namespaces.Split(' '), "--map-root-user"]);

        Assert.Contains(
            $"rights: failed, builds will fail: this process is not permitted {right} (", await daemon.ReadinessAsync(), StringComparison.Ordinal);
        await Wait.UntilAsync(() => daemon.Errors.Contains($"this process is not permitted {right} (", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MovedLogFile_BeginsAgainOnHangUp()
    {
        var directory = Path.Combine(_site.Root, "log");
        await using var daemon = await _site.StartDaemonAsync($"-logDir={directory}");
        var latest = Path.Combine(directory, "latest");
        var file = Path.Combine(directory, new FileInfo(latest).LinkTarget!);
        File.Move(file, file + ".1");

        daemon.Signal("HUP");

        await Wait.UntilAsync(() => daemon.Errors.Contains($"{file} was moved or removed", StringComparison.Ordinal));
        Assert.True(File.Exists(latest));
    }

    public void Dispose() => _site.Dispose();

    private async Task<string> BuildAsync()
    {
        await using var daemon = await _site.StartDaemonAsync();
        return (await daemon.ToolAsync("build-image", "base")).ShouldSucceed().Result;
    }

    private IEnumerable<string> Arguments(params string[] more) => _site.DaemonArguments(
        ["-insecure", "-portNum=0", "-logDir=", $"-buildLogDir={Path.Combine(_site.Root, "build-logs")}", .. more]);
}
