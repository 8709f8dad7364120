using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary><c>builder-tool build-raw-from-manifest</c>: the disk is looked at as a machine would.</summary>
public sealed class DiskImageTests
{
    private const int PartitionOffset = 1024 * 1024;

    [Fact]
    public async Task DiskImage_HasTheTreeInAnActivePartition_AndNoBootLoaderWhereTheTreeHasNone()
    {
        using var site = new BuildSite();
        site.Stream("disk", "base", ("scripts/make", """
            #!/bin/sh
            set -e
            mkdir /odd
            echo contents >/odd/file
            ln /odd/file /odd/hard
            ln -s ../nowhere /odd/dangling
            mknod /odd/device c 1 3
            busybox chown 12:34 /odd/file
            chmod 4755 /odd/file
            """));
        var file = Path.Combine(site.Root, "disk.raw");

        var result = (await BuildAsync(site, file, "-alwaysShowBuildLog")).ShouldSucceed();

        Assert.Contains("no boot loader", result.Error, StringComparison.Ordinal);

        // mke2fs needs minutes for directories with many files.
        Assert.Contains("$ mke2fs ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("mke2fs fills it", result.Error, StringComparison.Ordinal);
        Assert.Contains("start=        2048", (await RunningProgram.RunAsync("sfdisk", ["-d", file])).ShouldSucceed().Output, StringComparison.Ordinal);
        Assert.Contains("bootable", (await RunningProgram.RunAsync("sfdisk", ["-d", file])).Output, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        await MountedAsync(site, file, async root =>
        {
            var listing = (await RunningProgram.RunAsync("sh", ["-c", $"cd '{root}/odd' && LC_ALL=C stat -c '%n|%F|%a|%u|%g|%h|%t,%T|%N' *"])).ShouldSucceed().Output;
            Assert.Contains("file|regular file|4755|12|34|2|", listing, StringComparison.Ordinal);
            Assert.Contains("hard|regular file|4755|12|34|2|", listing, StringComparison.Ordinal);
            Assert.Contains("'dangling' -> '../nowhere'", listing, StringComparison.Ordinal);
            Assert.Contains("device|character special file|644|0|0|1|1,3|", listing, StringComparison.Ordinal);
            Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(root, "proc")));
            (await RunningProgram.RunAsync("chroot", [root, "/bin/true"])).ShouldSucceed();
        });
        Assert.Empty(site.Leftovers());
    }

    [Fact]
    public async Task DiskImage_BootsWithTheTreesOwnGrub()
    {
        using var site = new BuildSite();
        site.Stream("disk", "base", ("scripts/make", """
            #!/bin/sh
            set -e
            mkdir -p /usr/lib/grub/i386-pc /boot
            yes BOOT | head -c 512 >/usr/lib/grub/i386-pc/boot.img
            echo module >/usr/lib/grub/i386-pc/ext2.mod
            echo list >/usr/lib/grub/i386-pc/fs.lst
            touch /boot/vmlinuz-6.1 /boot/initrd.img-6.1
            cat >/usr/bin/grub-mkimage <<'END'
            #!/bin/sh
            # As the real one is called: -O i386-pc -o FILE -p PREFIX MODULE...
            yes "$2 $6" | head -c 2000 >"$4"
            END
            chmod 755 /usr/bin/grub-mkimage
            """));
        var file = Path.Combine(site.Root, "disk.raw");

        var result = (await BuildAsync(site, file, "-rawSize=64MiB", "-rawKernelOptions=ro quiet")).ShouldSucceed();

        Assert.Contains("64 MiB, boots Linux 6.1", result.Error, StringComparison.Ordinal);
        Assert.Equal(64 * 1024 * 1024, new FileInfo(file).Length);
        var start = new byte[2512];
        using (var disk = File.OpenRead(file))
        {
            disk.ReadExactly(start);
        }

        Assert.Equal("BOOT\nBOOT\n", System.Text.Encoding.ASCII.GetString(start[..10]));
        Assert.Equal([0x55, 0xAA], start[510..512]);
        Assert.StartsWith("i386-pc (,msdos1)/boot/grub\n", System.Text.Encoding.ASCII.GetString(start[512..]), StringComparison.Ordinal);
        await MountedAsync(site, file, async root =>
        {
            Assert.True(File.Exists(Path.Combine(root, "boot/grub/i386-pc/ext2.mod")));
            var configuration = await File.ReadAllTextAsync(Path.Combine(root, "boot/grub/grub.cfg"), TestContext.Current.CancellationToken);
            Assert.Matches("linux /boot/vmlinuz-6\\.1 root=PARTUUID=[0-9a-f]{8}-01 ro quiet\n  initrd /boot/initrd.img-6\\.1\n", configuration);
        });
    }

    [Fact]
    public async Task TooSmallADisk_IsRefused_AndLeavesNoFile()
    {
        using var site = new BuildSite();
        site.Stream("disk", "base", ("scripts/fill", "#!/bin/sh\nhead -c 40000000 /dev/zero >/big\n"));
        var file = Path.Combine(site.Root, "disk.raw");

        (await BuildAsync(site, file, "-rawSize=32MiB")).ShouldFail(1, "disk: disk image:", "32 MiB", "too small");

        Assert.DoesNotContain(Directory.EnumerateFiles(site.Root), path => path.Contains("disk.raw", StringComparison.Ordinal));
        Assert.Empty(site.Leftovers());
    }

    [Fact]
    public async Task FileAndSizeThatCannotBeWritten_AreRefusedBeforeTheBuild()
    {
        using var site = new BuildSite();
        site.Stream("disk", "base", ("scripts/make", "#!/bin/sh\n"));
        var link = Path.Combine(site.Root, "link.raw");
        File.CreateSymbolicLink(link, "/dev/null");

        (await site.ToolAsync("build-raw-from-manifest", site.ManifestDirectory("disk"), link)).ShouldFail(1, "symbolic link");
        (await site.ToolAsync("build-raw-from-manifest", site.ManifestDirectory("disk"), "/dev/null")).ShouldFail(1, "it is a device");
        (await site.ToolAsync("build-raw-from-manifest", "-rawSize=3TiB", site.ManifestDirectory("disk"), Path.Combine(site.Root, "disk.raw")))
            .ShouldFail(1, "too large");

        Assert.Equal("/dev/null", new FileInfo(link).LinkTarget);
    }

    [Theory]
    [InlineData("sfdisk", "fdisk")]
    [InlineData("mke2fs", "e2fsprogs")]
    public async Task MissingTool_IsNamed_BeforeAnythingIsBuilt(string tool, string package)
    {
        using var site = new BuildSite();
        site.Stream("disk", "base");

        // In a namespace of its own, where the tool is no program.
        var result = await RunningProgram.RunAsync("unshare",
        [
            "--mount", "sh", "-c",
            "tool=$1; shift; for d in /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin; do "
            + "if test -e $d/$tool; then mount --bind /dev/null $d/$tool || exit 9; fi; done; exec \"$@\"",
            "sh", tool, Distribution.BuilderTool, "build-raw-from-manifest", site.ManifestDirectory("disk"), Path.Combine(site.Root, "disk.raw"),
            $"-stateDir={site.StateDirectory}",
        ]);

        result.ShouldFail(1, $"{tool}, which disk images require, is not installed; install the package {package}");
        Assert.False(Directory.Exists(site.StateDirectory));
    }

    [Fact]
    public async Task MachineWithoutLoopDevices_WritesTheDisk_AndSaysWhatItCanLose()
    {
        using var site = new BuildSite();
        site.Stream("disk", "base", ("scripts/make", "#!/bin/sh\nset -e\necho contents >/file\nln /file /hard\nbusybox chown 12:34 /file\n"));
        (await site.BuildAsync("base")).ShouldSucceed();
        var file = Path.Combine(site.Root, "disk.raw");

        // In a namespace of its own, where the file that makes them is none.
        var result = (await RunningProgram.RunAsync("unshare",
        [
            "--mount", "sh", "-c", "mount --bind /dev/null /dev/loop-control && exec \"$@\"", "sh", Distribution.BuilderTool,
            "build-raw-from-manifest", site.ManifestDirectory("disk"), file, $"-stateDir={site.StateDirectory}",
        ])).ShouldSucceed();

        Assert.Contains(
            "warning: the disk cannot be mounted on this machine (", result.Error, StringComparison.Ordinal);
        Assert.Contains("times after 2038 and hard links of symbolic links", result.Error, StringComparison.Ordinal);
        await MountedAsync(site, file, async root =>
        {
            var listing = (await RunningProgram.RunAsync("stat", ["-c", "%s %u %g %h", $"{root}/file", $"{root}/hard"])).ShouldSucceed().Output;
            Assert.Equal("9 12 34 2\n9 12 34 2\n", listing);
        });
        Assert.Empty(site.Leftovers());
    }

    private static async Task<ProgramResult> BuildAsync(BuildSite site, string file, params string[] flags)
    {
        (await site.BuildAsync("base")).ShouldSucceed();
        return await site.ToolAsync(["build-raw-from-manifest", .. flags, site.ManifestDirectory("disk"), file]);
    }

    private static async Task MountedAsync(BuildSite site, string file, Func<string, Task> look)
    {
        var root = Path.Combine(site.Root, "mounted");
        Directory.CreateDirectory(root);
        (await RunningProgram.RunAsync("mount", ["-o", $"loop,ro,offset={PartitionOffset}", file, root])).ShouldSucceed();
        try
        {
            await look(root);
        }
        finally
        {
            await RunningProgram.RunAsync("umount", [root]);
        }
    }
}
