using System.Diagnostics;
using Imaginator.Sandbox.Protocol;

namespace Imaginator.Building.Tests.Sandboxing;

/// <summary>What happens to a sandbox whose daemon is killed: here, a shell stands for the daemon.</summary>
public sealed class DaemonDeathTests : SandboxTest
{
    [Fact]
    public async Task Killing_TheDaemonKillsEverythingAndLeavesNoMount()
    {
        var mark = Guid.NewGuid().ToString();
        var script = $"trap '' TERM HUP; (setsid sh -c ': {mark}; while :; do sleep 1000; done' &); : {mark}; while :; do sleep 1000; done";
        var frames = Root.In("frames");
        await using (var file = File.Create(frames))
        {
            await file.WriteAsync(new EnterRequest([], PrivateNetwork: null, IdMap: null, OwnsMounts: false, DevicesAreFiltered: false).ToFrame(), Cancelled);
            await file.WriteAsync(
                new PrepareRequest { Root = Root.Path, MountPoint = Root.Path, HostName = "localhost", Contained = true }.ToFrame(), Cancelled);
            await file.WriteAsync(
                new RunRequest(1, ["/bin/sh", "-c", script], ["PATH=/bin"], OutputMode.Merged).ToFrame(), Cancelled);
        }

        // The shell becomes the sleeping process, which holds the sandbox's input open.
        var daemonScript = $"mkfifo {Root.Path}/in; {SandboxProgram.Path} < {Root.Path}/in > /dev/null & "
            + $"exec 3> {Root.Path}/in; cat {frames} >&3; exec sleep 1000";
        using var daemon = Process.Start("/bin/busybox", ["sh", "-c", daemonScript]);
        try
        {
            await Wait.UntilAsync(() => HostProcesses.Matching(mark).Count >= 2);
        }
        finally
        {
            daemon.Kill();
        }

        await HostProcesses.WaitUntilGoneAsync(mark);
        await Wait.UntilAsync(() => HostProcesses.Matching(Root.Path).Count == 0);
        Assert.DoesNotContain(Root.Path, await File.ReadAllTextAsync("/proc/self/mountinfo", Cancelled), StringComparison.Ordinal);
    }
}
