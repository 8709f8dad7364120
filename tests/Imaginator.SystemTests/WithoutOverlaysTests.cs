using System.Globalization;
using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>Where overlays cannot be used, source images are copied; where the file system can, copies share their blocks.</summary>
public sealed class WithoutOverlaysTests
{
    private const long Megabyte = 1024 * 1024;
    private const long FileSize = 64 * Megabyte;

    [Fact]
    public async Task Image_IsTheSame()
    {
        using var site = new BuildSite();
        site.Stream("s", "base", ("files/etc/motd", "hello"), ("scripts/change", """
            #!/bin/sh
            set -e
            mv /usr /moved
            rmdir /root
            ln /etc/motd /etc/again
            echo x >>/etc/passwd
            """));
        var withOverlay = (await site.BuildAsync("s")).ShouldSucceed();
        Assert.DoesNotContain("is copied", withOverlay.Error, StringComparison.Ordinal);

        // Overlays need both on one file system.
        var copied = (await InNamespaceAsync(
            "mount -t tmpfs none \"$0\" && exec \"$@\"",
            [Path.Combine(site.StateDirectory, "builds"), Distribution.Imaginator, .. site.BuildArguments("s")])).ShouldSucceed();
        Assert.Contains("is copied, because overlays cannot be used here: ", copied.Error, StringComparison.Ordinal);
        Assert.Contains($"The image is the same as {withOverlay.Result}\n", copied.Error, StringComparison.Ordinal);
        Assert.Empty(site.Leftovers());
    }

    [Fact]
    public async Task Copies_ShareTheirBlocksOnXfs()
    {
        using var site = new BuildSite();
        site.Bootstrap(
            "base", "sh", "-c", $"{BuildSite.BootstrapScript}\nhead -c {FileSize} /dev/urandom >big", "$dir");
        site.Stream("s", "base", ("files/etc/motd", "hello"));
        Directory.CreateDirectory(site.StateDirectory);
        var disk = Path.Combine(site.Root, "disk");
        await using (var file = File.Create(disk))
        {
            file.SetLength(512 * Megabyte);
        }

        (await RunAsync("mkfs.xfs", "-q", "-m", "reflink=1", disk)).ShouldSucceed();

        // First the source image alone; then it is unpacked into the cache, and the tree is a copy of that.
        var result = (await InNamespaceAsync(
            $"""
            set -e
            used() (df -B1 --output=used "$1" | tail -n 1)
            mount -o loop "$0" "$1"
            {Distribution.Imaginator} {string.Join(' ', site.BuildArguments("base"))} >/dev/null
            sync
            before=$(used "$1")
            tree=$({Distribution.BuilderTool} build-tree-from-manifest -stateDir="$1" "$2")
            sync
            cmp "$1"/source-trees/*/tree/big "$tree/big"
            echo $(($(used "$1") - before))
            """,
            [disk, site.StateDirectory, site.ManifestDirectory("s")])).ShouldSucceed();
        Assert.InRange(long.Parse(result.Result, CultureInfo.InvariantCulture), 0, FileSize / 2);
    }

    private static Task<ProgramResult> InNamespaceAsync(string script, IEnumerable<string> arguments) =>
        RunAsync("unshare", ["-m", "sh", "-c", script, .. arguments]);

    private static Task<ProgramResult> RunAsync(string program, params IEnumerable<string> arguments) =>
        RunningProgram.RunAsync(program, arguments);
}
