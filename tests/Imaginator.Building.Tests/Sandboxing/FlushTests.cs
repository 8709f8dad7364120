using Imaginator.Building.Sandboxing;

namespace Imaginator.Building.Tests.Sandboxing;

/// <summary>
/// Flushes that are skipped. The kernel refuses to flush <c>/dev/null</c>: where that succeeds, nobody has asked the kernel.
/// </summary>
public sealed class FlushTests : SandboxTest
{
    private const string Flush = "dd if=/dev/zero of=/dev/null count=1 conv=fsync 2>/dev/null";

    [Fact]
    public async Task AreMade_Usually() => Assert.False((await RunAsync(Flush)).Succeeded);

    [Fact]
    public async Task AreSkipped_WhereAsked()
    {
        Assert.Equal("done\n", await PrintedByAsync($"{Flush} && sync && echo done", Settings with { SkipsFlushes = true }));

        // What is contained otherwise still is.
        Assert.False((await RunAsync("mount -t tmpfs none /tmp", Settings with { SkipsFlushes = true })).Succeeded);
    }

    [Fact]
    public async Task AreSkipped_OnTheRootOfTheHost_WhereAllElseIsAllowed()
    {
        var settings = new SandboxSettings { RootDirectory = null, SkipsFlushes = true };
        var busybox = Root.In("bin/busybox");
        Assert.Equal(
            "done\n",
            await PrintedByAsync(
                $"{busybox} {Flush} && {busybox} mount -t tmpfs none {Root.In("tmp")} && echo done", settings));
        Assert.False((await RunAsync($"{busybox} {Flush}", settings with { SkipsFlushes = false })).Succeeded);
    }
}
