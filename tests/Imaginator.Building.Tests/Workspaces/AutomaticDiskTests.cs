using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Microsoft.Extensions.Logging;

namespace Imaginator.Building.Workspaces;

/// <summary>The means to limit disks that <c>-buildDisk=auto</c> selects.</summary>
public sealed class AutomaticDiskTests : IDisposable
{
    private const long MiB = 1024 * 1024;

    private readonly TemporaryTree _state = new();
    private readonly WarningLog _log = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _state.Dispose();

    [Theory]
    [InlineData(32 * MiB)]
    [InlineData(null)]
    public async Task FullBuild_LearnsItsLimit_AndAnotherOneDoesNotNotice(long? configured)
    {
        var workspaces = WorkspaceRoot.Open(_state.Path("builds"), Settings(), hasUserNamespaces: false, _log);
        using var full = await workspaces.CreateLimitedAsync(configured, Cancelled);
        using var other = await workspaces.CreateLimitedAsync(null, Cancelled);
        var contents = new byte[100 * MiB];

        var exception = await Assert.ThrowsAnyAsync<IOException>(
            () => File.WriteAllBytesAsync(Path.Combine(full.TreePath, "file"), contents, Cancelled));
        await File.WriteAllBytesAsync(Path.Combine(other.TreePath, "file"), contents.AsMemory(0, (int)(20 * MiB)), Cancelled);

        Assert.True(((Errno)exception.HResult).IsDiskFull());
        Assert.Equal(
            $"the build has used up its disk limit of {(configured ?? 64 * MiB) / MiB} MiB; raise Disk in the Limits of the stream, or -buildDiskSize",
            full.DescribeExhaustion());
        Assert.Null(other.DescribeExhaustion());
        Assert.Equal((BuildDiskMode.FileSystem, (string?)null), (workspaces.DiskMode, workspaces.DiskGap));
        Assert.Empty(_log.Messages);
    }

    [Fact]
    public async Task WithoutTheTool_NothingIsLimited_AndTheStartSaysWhy()
    {
        var tools = Directory.CreateDirectory(_state.Path("tools")).FullName;

        var disks = BuildDisks.Open(_state.HostPath, Settings(), hasUserNamespaces: false, _log, tools);

        const string Reason = "mke2fs is not installed; install the package e2fsprogs, or use -buildDisk=none";
        Assert.Equal((BuildDiskMode.None, "the disk space of builds is not limited: " + Reason), (disks.Mode, disks.Gap));
        Assert.Equal(["The disk space of builds is not limited: " + Reason], _log.Messages);
        Assert.Null((await disks.PrepareAsync(null, Cancelled))(_state.HostPath));
    }

    [Fact]
    public async Task WithoutLoopDevices_NothingIsLimited_AndTheFirstBuildSaysWhy()
    {
        var attempts = 0;
        var disks = Open((image, _, _) =>
        {
            attempts++;
            image.Dispose();
            throw new LinuxException("open", "/dev/loop-control", Errno.ENOENT);
        });
        Assert.Equal((BuildDiskMode.FileSystem, (string?)null), (disks.Mode, disks.Gap));

        Assert.Null((await disks.PrepareAsync(null, Cancelled))(_state.HostPath));
        Assert.Null((await disks.PrepareAsync(null, Cancelled))(_state.HostPath));

        Assert.Equal(1, attempts);
        Assert.Equal(BuildDiskMode.None, disks.Mode);
        var message = Assert.Single(_log.Messages);
        Assert.StartsWith(
            "The disk space of builds is not limited: cannot mount a file system for a build: open /dev/loop-control: ", message, StringComparison.Ordinal);
        Assert.EndsWith("; permit this process to use loop devices and to mount ext4, or use -buildDisk=none", message, StringComparison.Ordinal);

        // A limit of the configuration is not ignored.
        var makeDisk = await disks.PrepareAsync(32 * MiB, Cancelled);
        Assert.Contains(
            "open /dev/loop-control", Assert.Throws<ImaginatorException>(() => makeDisk(_state.HostPath)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FailureAfterASuccess_IsThatOfTheBuild()
    {
        var attempts = 0;
        var disks = Open((image, nodes, limit) =>
        {
            if (attempts++ == 0)
            {
                return FileSystemDisk.Mount(image, nodes, limit);
            }

            image.Dispose();
            throw new LinuxException("fsconfig", "ext4", Errno.EPERM);
        });
        var makeDisk = await disks.PrepareAsync(null, Cancelled);
        makeDisk(_state.HostPath)?.Dispose();

        Assert.Throws<ImaginatorException>(() => makeDisk(_state.HostPath));

        Assert.Equal((BuildDiskMode.FileSystem, (string?)null), (disks.Mode, disks.Gap));
        await disks.WhenIdleAsync();
    }

    private BuildDisks Open(Func<FileStream, DirectoryHandle, long, IBuildDisk> mount) =>
        BuildDisks.Open(_state.HostPath, Settings(), hasUserNamespaces: false, _log, mount: mount);

    // Without user namespaces, quotas are not used, even where the temporary directory has them.
    private static BuildDiskSettings Settings() => new(BuildDiskMode.Auto, 64 * MiB);

    private sealed class WarningLog : ILogger
    {
        public List<string> Messages { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Messages.Add(formatter(state, exception));
    }
}
