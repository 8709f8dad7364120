using Imaginator.Building.DiskImages;

namespace Imaginator.Building.Tests.DiskImages;

public sealed class BootLoaderTests
{
    private static readonly DiskIdentity Disk = new(0x12ab34cd, Guid.NewGuid());

    [Fact]
    public void Kernels_AreFoundNewestFirst_WithTheirRamDisks()
    {
        using var tree = new TemporaryTree();
        foreach (var name in new[]
        {
            "vmlinuz-6.1.0-9-amd64", "vmlinuz-6.1.0-10-amd64", "vmlinuz-5.10.fc", "vmlinuz-';evil'", "vmlinuz-", "config-6.1.0-9-amd64",
            "initrd.img-6.1.0-9-amd64", "initramfs-5.10.fc.img",
        })
        {
            tree.Write($"boot/{name}", []);
        }

        Assert.Equal(
            [
                new BootableKernel("6.1.0-10-amd64", null),
                new BootableKernel("6.1.0-9-amd64", "initrd.img-6.1.0-9-amd64"),
                new BootableKernel("5.10.fc", "initramfs-5.10.fc.img"),
            ],
            BootableKernel.FindIn(tree.Root));
    }

    [Fact]
    public void Kernels_AreNone_WithoutBootDirectory()
    {
        using var tree = new TemporaryTree();

        Assert.Empty(BootableKernel.FindIn(tree.Root));
    }

    [Fact]
    public void Configuration_BootsTheKernelsFromThePartition()
    {
        var text = GrubConfiguration.For([new("6.1", "initrd.img-6.1"), new("5.10", null)], Disk, "rw quiet");

        Assert.Contains(
            """
            menuentry 'Linux 6.1' {
              linux /boot/vmlinuz-6.1 root=PARTUUID=12ab34cd-01 rw quiet
              initrd /boot/initrd.img-6.1
            }
            menuentry 'Linux 5.10' {
              linux /boot/vmlinuz-5.10 root=PARTUUID=12ab34cd-01 rw quiet
            }

            """,
            text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Configuration_RefusesOptionsOfMoreThanALine() =>
        Assert.Throws<ImaginatorException>(() => GrubConfiguration.For([], Disk, "rw\nmalicious"));

    [Fact]
    public void BootCode_LeavesThePartitionTableAndThePartitionAlone()
    {
        using var tree = new TemporaryTree();
        var before = new byte[DiskLayout.PartitionOffset + 1024];
        before.AsSpan().Fill(7);
        tree.Write("disk", before);
        var sector = Filled(512, 1);
        var core = Filled(3000, 2);

        GrubBootCode.Create(sector, core, []).WriteTo(tree.Path("disk"));

        var after = File.ReadAllBytes(tree.Path("disk"));
        Assert.Equal(sector[..440], after[..440]);
        Assert.Equal(before[440..512], after[440..512]);
        Assert.Equal(core, after[512..3512]);
        Assert.Equal(before[3512..], after[3512..]);
    }

    [Theory]
    [InlineData(511, 3000)]
    [InlineData(512, 512)]
    [InlineData(512, 1024 * 1024)]
    public void BootCode_OfTheWrongSize_IsRefused(int sectorLength, int coreLength) =>
        Assert.Throws<ImaginatorException>(() => GrubBootCode.Create(new byte[sectorLength], new byte[coreLength], []));

    private static byte[] Filled(int length, byte value)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill(value);
        return bytes;
    }
}
