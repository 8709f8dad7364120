using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Building.Workspaces;

/// <summary>Builds do not wait until their disks are released; the end of the program does.</summary>
public sealed class DiskReleasesTests : IDisposable
{
    private readonly TemporaryTree _state = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task EndOfABuild_DoesNotWaitForItsDisk_AndTheShutdownDoes()
    {
        var disk = new SlowDisk();
        var settings = new BuildDiskSettings(BuildDiskMode.FileSystem, 64 * 1024 * 1024);
        var workspaces = WorkspaceRoot.Open(
            _state.Path("builds"),
            path => BuildDisks.Open(path, settings, hasUserNamespaces: true, NullLogger.Instance, mount: (image, _, _) =>
            {
                image.Dispose();
                return disk;
            }));
        var workspace = await workspaces.CreateLimitedAsync(null, Cancelled);

        workspace.Dispose();

        Assert.Empty(Directory.GetDirectories(_state.Path("builds")));
        var idle = workspaces.WhenIdleAsync();
        Assert.False(idle.IsCompleted);
        disk.Finish();
        await idle;
        Assert.True(disk.IsReleased);
    }

    [Fact]
    public async Task BuildsBeyondTheMaximum_ReleaseTheirDisksThemselves()
    {
        var slow = new SlowDisk();
        var next = new SlowDisk();
        var releases = new DiskReleases(maximum: 1, e => Assert.Fail(e.Message));
        releases.Release(slow);
        next.Finish();

        releases.Release(next);

        Assert.Equal((false, true), (slow.IsReleased, next.IsReleased));
        slow.Finish();
        await releases.WhenIdleAsync();
        Assert.True(slow.IsReleased);
    }

    [Fact]
    public async Task Failures_AreReportedOnce()
    {
        var failures = new ConcurrentQueue<Exception>();
        var releases = new DiskReleases(maximum: 2, failures.Enqueue);

        releases.Release(new BrokenDisk());
        releases.Release(new BrokenDisk());
        await releases.WhenIdleAsync();

        Assert.Equal("broken", Assert.Single(failures).Message);
    }

    /// <summary>Its release lasts until the test permits its end.</summary>
    private sealed class SlowDisk : IBuildDisk
    {
        private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsReleased { get; private set; }

        public string? ContentPath => null;

        public long Limit => 0;

        public long BytesElsewhere => 0;

        public void CheckContents()
        {
        }

        public void Finish() => _finished.TrySetResult();

        public void Dispose()
        {
            _finished.Task.Wait(Cancelled);
            IsReleased = true;
        }
    }

    private sealed class BrokenDisk : IBuildDisk
    {
        public string? ContentPath => null;

        public long Limit => 0;

        public long BytesElsewhere => 0;

        public void CheckContents()
        {
        }

        public void Dispose() => throw new IOException("broken");
    }
}
