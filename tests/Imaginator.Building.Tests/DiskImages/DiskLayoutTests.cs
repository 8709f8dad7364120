using Imaginator.Building.DiskImages;
using Imaginator.Building.Tests.Sandboxing;

namespace Imaginator.Building.Tests.DiskImages;

public sealed class DiskLayoutTests
{
    private const long MiB = 1024 * 1024;

    [Fact]
    public void Extent_CountsBlocks_AndHardLinksOnce()
    {
        using var tree = new TemporaryTree();
        tree.Write("one", new byte[1]);
        tree.Write("sub/two", new byte[4097]);
        tree.Handle.Link(tree.Handle, "one", "same");

        var extent = TreeExtent.Measure(tree.Root, TestContext.Current.CancellationToken);

        // The root, sub, one and two; a block for sub, one for "one" and two for "two".
        Assert.Equal(4, extent.Inodes);
        Assert.Equal(4 * 4096, extent.Bytes);
    }

    [Fact]
    public void Size_IsWhatTheTreeNeedsAndMore_InWholeMebibytes()
    {
        var layout = DiskLayout.Of(0, new TreeExtent((100 * MiB) + 1, 1000));

        Assert.Equal((1 + 125 + 256 + 1) * MiB, layout.DiskBytes);
        Assert.True(layout.InodeCount >= 1250);
    }

    [Fact]
    public void Size_ThatIsAskedFor_IsTaken() =>
        Assert.Equal(500 * MiB, DiskLayout.Of(500 * MiB, new TreeExtent(100 * MiB, 1000)).DiskBytes);

    [Fact]
    public void Size_ThatIsTooSmall_IsRefused_WithTheTreesSize()
    {
        var exception = Assert.Throws<ImaginatorException>(() => DiskLayout.Of(50 * MiB, new TreeExtent(100 * MiB, 1000)));

        Assert.Contains("tree of 100 MiB", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Extent_CountsNoHoles()
    {
        using var tree = new TemporaryTree();
        using (var file = new FileStream(tree.Path("sparse"), FileMode.CreateNew))
        {
            file.SetLength(64 * MiB);
            file.Position = 32 * MiB;
            file.WriteByte(1);
        }

        Assert.InRange(TreeExtent.Measure(tree.Root, TestContext.Current.CancellationToken).Bytes, 4096, MiB);
    }

    [Theory]
    [InlineData((50 * MiB) + 1, "multiple of 512 bytes")]
    [InlineData(3 * MiB * MiB, "is too large: its partition table")]
    public void Size_ThatNoDiskCanHave_IsRefused(long size, string reason)
    {
        var exception = Assert.Throws<ImaginatorException>(() => DiskLayout.Of(size, new TreeExtent(MiB, 10)));

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tree_ThatIsTooLargeForAPartitionTable_IsRefused() => Assert.Contains(
        "is too large",
        Assert.Throws<ImaginatorException>(() => DiskLayout.Of(0, new TreeExtent(2 * MiB * MiB, 10))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void MissingTool_IsFoundBeforeTheBuild()
    {
        using var directory = new TemporaryDirectory();
        var tool = directory.Write("tool", "#!/bin/sh\n");
        Assert.Contains(
            "tool, which disk images require, is not installed; install the package its-package",
            Assert.Throws<ImaginatorException>(() => HostTool.Require("tool", "its-package", directory.FullName)).Message,
            StringComparison.Ordinal);

        File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        HostTool.Require("tool", "its-package", $"/nowhere:{directory.FullName}");
    }

    [Fact]
    public async Task MissingTool_IsNamedWithItsPackage()
    {
        var exception = await Assert.ThrowsAsync<ImaginatorException>(() => HostTool.RunAsync(
            "no-such-tool", "its-package", [], "", new RecordingLog(), TestContext.Current.CancellationToken));

        Assert.Contains("no-such-tool", exception.Message, StringComparison.Ordinal);
        Assert.Contains("install the package its-package", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FailingTool_IsQuoted()
    {
        var exception = await Assert.ThrowsAsync<ImaginatorException>(() => HostTool.RunAsync(
            "sh", "dash", ["-c", "echo it hurts >&2; exit 3"], "", new RecordingLog(), TestContext.Current.CancellationToken));

        Assert.Equal("sh failed: exit status 3: it hurts", exception.Message);
    }
}
