using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>How much memory a daemon takes does not depend on how large files are.</summary>
public sealed class MemoryTests
{
    private const long LargestMebibytes = 200;

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
}
