using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>How much memory a daemon takes: little when it is idle, and not more the larger files are.</summary>
/// <remarks>Not beside other tests: on a busy machine, a daemon has more threads and compiles more.</remarks>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
[Collection(nameof(MemoryTests))]
public sealed class MemoryTests
{
    private const long LargestMebibytes = 200;
    private const long LargestIdleKilobytes = 90 * 1024;

    [Fact]
    public async Task FileOfOneGibibyte_IsPackedUnpackedAndScannedInLittleMemory()
    {
        using var site = new BuildSite();
        site.Bootstrap("large", "sh", "-c", $"{BuildSite.BootstrapScript}\ntruncate -s 1G large", "$dir");
        site.Stream("s", "large", ("scripts/append", "#!/bin/sh\necho x >>/large\n"));
        await using var daemon = await site.StartDaemonAsync();

        (await daemon.ToolAsync("build-image", "s")).ShouldSucceed();

        Assert.InRange(daemon.PeakMemoryMebibytes, 1, LargestMebibytes);
    }

    [Fact]
    public async Task IdleDaemon_TakesLittleMemory()
    {
        using var site = new BuildSite();
        site.Stream("s", "base");
        await using var daemon = await site.StartDaemonAsync();
        await daemon.PageAsync("/");

        // What the start has needed is given back 2 s later.
        for (var wait = 0; wait < 600 && daemon.MemoryKilobytes > LargestIdleKilobytes; wait++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.InRange(daemon.MemoryKilobytes, 1, LargestIdleKilobytes);
    }
}
