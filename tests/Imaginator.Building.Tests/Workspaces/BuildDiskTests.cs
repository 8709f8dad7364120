using Imaginator.Building.Sandboxing;
using Imaginator.Building.Tests.Sandboxing;
using Imaginator.Building.WorkingTrees;
using Imaginator.Linux;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Building.Workspaces;

public sealed class BuildDiskTests : IDisposable
{
    private const long MiB = 1024 * 1024;

    private readonly TemporaryTree _state = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task FileSystem_EndsAtTheLimitOfTheBuild()
    {
        using var workspace = await Open(BuildDiskMode.FileSystem).CreateLimitedAsync(64 * MiB, Cancelled);
        using var tree = PlainTree.Of(workspace);

        var used = Fill(tree.Root.Directory, "file", 200 * MiB);

        Assert.InRange(used, 56 * MiB, 72 * MiB);
        Assert.Equal(
            "the build has used up its disk limit of 64 MiB; raise Disk in the Limits of the stream, or -buildDiskSize",
            workspace.DescribeExhaustion());
        Assert.InRange(workspace.BytesElsewhere, 0, 90 * MiB);
    }

    [Fact]
    public async Task FileSystem_EndsAtAReservationOfAllSpace()
    {
        var workspaces = Open(BuildDiskMode.FileSystem);
        using var hostile = await workspaces.CreateLimitedAsync(64 * MiB, Cancelled);
        using var honest = await workspaces.CreateLimitedAsync(64 * MiB, Cancelled);
        using var hostileTree = PlainTree.Of(hostile);
        using var honestTree = PlainTree.Of(honest);

        using (var file = hostileTree.Root.Directory.CreateFile("all", 0x180))
        {
            Assert.Equal(
                Errno.ENOSPC, Assert.Throws<LinuxException>(() => FileHandles.Preallocate(file, 1024 * MiB)).Error);
        }

        Assert.Equal(20 * MiB, Fill(honestTree.Root.Directory, "file", 20 * MiB));
        Assert.Null(honest.DescribeExhaustion());
    }

    [Fact]
    public async Task FileSystem_HasAFileForEachBlock()
    {
        using var workspace = await Open(BuildDiskMode.FileSystem).CreateLimitedAsync(16 * MiB, Cancelled);

        Assert.InRange(FileSystemSpace.Of(workspace.ContentPath).TotalFiles, 16 * MiB / 4096, long.MaxValue);
    }

    [Fact]
    public async Task FileSystem_LeavesNothing()
    {
        var workspaces = Open(BuildDiskMode.FileSystem);
        using (var workspace = await workspaces.CreateLimitedAsync(null, Cancelled))
        {
            using var attached = workspace.AttachTree();
            Assert.Equal(1, CountDevices());
            await File.WriteAllTextAsync(Path.Combine(workspace.TreePath, "file"), "x", Cancelled);
            Assert.Equal("x", await File.ReadAllTextAsync(Path.Combine(workspace.TreeMountPoint, "file"), Cancelled));
        }

        Assert.Empty(Directory.GetDirectories(_state.Path("builds")));
        await workspaces.WhenIdleAsync();
        await Wait.UntilAsync(() => CountDevices() == 0);
        Assert.DoesNotContain(_state.HostPath, await File.ReadAllTextAsync("/proc/self/mountinfo", Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FileSystem_LargerThanTheDisk_TellsThatContentsAreLost()
    {
        using var disk = new SmallFileSystem(32 * 1024);
        var settings = new BuildDiskSettings(BuildDiskMode.FileSystem, 512 * MiB);
        using var workspace = await WorkspaceRoot.Open(disk.PathOf("builds"), settings).CreateLimitedAsync(null, Cancelled);
        using var tree = PlainTree.Of(workspace);
        workspace.CheckContents();

        try
        {
            Fill(tree.Root.Directory, "file", 100 * MiB);
        }
        catch (IOException)
        {
            // Usually, the kernel accepts everything, and writes later.
        }

        var exception = Assert.Throws<ImaginatorException>(workspace.CheckContents);
        Assert.StartsWith("disk full: a part of the tree could not be written", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FileSystem_ThatAKilledProcessLeftMounted_IsRemoved()
    {
        var workspaces = Open(BuildDiskMode.FileSystem);
        using (var workspace = await workspaces.CreateLimitedAsync(null, Cancelled))
        {
            // The lock is the only trace of a living process.
            Directory.CreateDirectory(_state.Path("builds/build-1-dead"));
            await File.WriteAllTextAsync(_state.Path("builds/build-1-dead/lock"), "", Cancelled);
            using var source = DirectoryHandle.OpenHost(workspace.TreePath);
            foreach (var name in (string[])["tree", "tmp"])
            {
                Directory.CreateDirectory(_state.Path("builds/build-1-dead/" + name));
                using var target = DirectoryHandle.OpenHost(_state.Path("builds/build-1-dead/" + name));
                using var mount = Imaginator.Linux.Mounts.DetachedMount.Copy(source);
                mount.AttachTo(target);
            }
        }

        Open(BuildDiskMode.FileSystem);

        Assert.Empty(Directory.GetDirectories(_state.Path("builds")));
    }

    [Fact]
    public async Task Sandbox_RunsInATreeOnItsOwnDisk()
    {
        using var workspace = await Open(BuildDiskMode.FileSystem).CreateLimitedAsync(64 * MiB, Cancelled);
        using var busybox = new BusyboxRoot();
        using var tree = PlainTree.Of(workspace);
        foreach (var name in (string[])["bin", "dev", "proc", "sys", "tmp", "etc"])
        {
            tree.Root.Directory.MakeDirectory(name, 0x1ED);
        }

        File.Copy(busybox.In("bin/busybox"), Path.Combine(workspace.TreePath, "bin/busybox"));
        File.CreateSymbolicLink(Path.Combine(workspace.TreePath, "bin/sh"), "busybox");
        var log = new RecordingLog();
        await using var sandbox = await new SandboxFactory(SandboxProgram.Path, TimeProvider.System).StartAsync(tree.Sandbox(), Cancelled);

        var result = await sandbox.RunAsync(
            new SandboxCommand
            {
                Arguments = ["/bin/sh", "-c", "/bin/busybox dd if=/dev/zero of=/file bs=1048576 count=200"],
                Environment = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty,
            },
            log,
            Cancelled);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("No space left on device", log.Text, StringComparison.Ordinal);
        Assert.NotNull(workspace.DescribeExhaustion());
    }

    [Fact]
    public async Task TemporaryFiles_OfBootstrapCommands_AreOnTheDiskOfTheBuild()
    {
        using (var workspace = await Open(BuildDiskMode.FileSystem).CreateLimitedAsync(64 * MiB, Cancelled))
        {
            using var attached = workspace.AttachTree();
            var settings = new SandboxSettings
            {
                RootDirectory = null,
                WritableTree = new WritableTree(workspace.TreeMountPoint, workspace.MakeTemporaryDirectory(), workspace.StatePath),
            };
            var log = new RecordingLog();
            await using var sandbox = await new SandboxFactory(SandboxProgram.Path, TimeProvider.System, ids: TestIdMap.Instance)
                .StartAsync(settings, Cancelled);

            var result = await sandbox.RunAsync(
                new SandboxCommand
                {
                    Arguments = ["/bin/busybox", "dd", "if=/dev/zero", "of=/tmp/file", "bs=1048576", "count=200"],
                    Environment = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty,
                },
                log,
                Cancelled);

            Assert.NotEqual(0, result.ExitCode);
            Assert.Contains("No space left on device", log.Text, StringComparison.Ordinal);
            Assert.NotNull(workspace.DescribeExhaustion());
        }

        Assert.Empty(Directory.GetDirectories(_state.Path("builds")));
    }

    [Fact]
    public void Quota_IsRefused_WithoutUserNamespaces()
    {
        var exception = Assert.Throws<ImaginatorException>(() => Open(BuildDiskMode.Quota, hasUserNamespaces: false));

        Assert.Contains("without user namespaces, builds can leave their project", exception.Message, StringComparison.Ordinal);
        Assert.Equal(BuildDiskMode.FileSystem, Open(BuildDiskMode.Auto, hasUserNamespaces: false).DiskMode);
    }

    [Fact]
    public void Quota_IsRefusedWithInstructions_WhereItIsNotEnforced()
    {
        using var handle = DirectoryHandle.OpenHost(_state.HostPath);
        Assert.SkipWhen(ProjectQuota.IsEnforced(handle), "project quotas are enforced here");

        var exception = Assert.Throws<ImaginatorException>(() => Open(BuildDiskMode.Quota));

        Assert.Contains("does not enforce project quotas", exception.Message, StringComparison.Ordinal);
        Assert.Contains("prjquota", exception.Message, StringComparison.Ordinal);
        Assert.Equal(BuildDiskMode.FileSystem, Open(BuildDiskMode.Auto).DiskMode);
    }

    [Fact]
    public void FileSystem_IsRefusedAtTheStart_WithoutTheTool()
    {
        var tools = Directory.CreateDirectory(_state.Path("tools")).FullName;
        var settings = new BuildDiskSettings(BuildDiskMode.FileSystem, 64 * MiB);

        var exception = Assert.Throws<ImaginatorException>(
            () => BuildDisks.Open(_state.HostPath, settings, true, NullLogger.Instance, tools));

        Assert.Equal(
            "-buildDisk=filesystem is not possible: mke2fs is not installed; install the package e2fsprogs, or use another value of -buildDisk",
            exception.Message);
        var tool = Path.Combine(tools, "mke2fs");
        File.WriteAllText(tool, "");
        File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Equal(
            BuildDiskMode.FileSystem, BuildDisks.Open(_state.HostPath, settings, true, NullLogger.Instance, $"/nowhere:{tools}").Mode);
    }

    private WorkspaceRoot Open(BuildDiskMode mode, bool hasUserNamespaces = true) =>
        WorkspaceRoot.Open(_state.Path("builds"), new BuildDiskSettings(mode, 64 * MiB), hasUserNamespaces);

    // The loop devices of this test.
    private int CountDevices() => Directory.GetDirectories("/sys/block", "loop*")
        .Count(device => BackingFile(device).Contains(Path.GetFileName(_state.HostPath), StringComparison.Ordinal));

    private static string BackingFile(string device)
    {
        try
        {
            return File.ReadAllText(Path.Combine(device, "loop/backing_file"));
        }
        catch (IOException)
        {
            // It is not attached, or is being detached.
            return "";
        }
    }

    // Returns the number of bytes that fitted.
    private static long Fill(DirectoryHandle directory, string name, long maximum)
    {
        using var file = directory.CreateFile(name, 0x180);
        var block = new byte[MiB];
        var written = 0L;
        try
        {
            for (; written < maximum; written += block.Length)
            {
                RandomAccess.Write(file, block, written);
            }
        }
        catch (IOException e) when (((Errno)e.HResult).IsDiskFull())
        {
            // The limit.
            return written;
        }

        return written;
    }
}
