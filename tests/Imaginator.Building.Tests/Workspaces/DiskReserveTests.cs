using System.Collections.Immutable;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Sandboxing.Gaps;
using Imaginator.Building.Tests.Sandboxing;
using Imaginator.Building.Workspaces;
using Imaginator.Linux.Mounts;
using Imaginator.Linux.Trees;
using Imaginator.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Building.Tests.Workspaces;

public sealed class DiskReserveTests : IDisposable
{
    private const int MiB = 1024 * 1024;

    private readonly TemporaryTree _state = new();
    private readonly FakeTimeProvider _time = new();

    private static SandboxCommand Command => new()
    {
        Arguments = ["true"],
        Environment = ImmutableSortedDictionary<string, string>.Empty,
    };

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task BuildAtItsOwnLimit_IsNotStopped()
    {
        using var workspace = WorkspaceRoot.Open(_state.Path("builds"), new BuildDiskSettings(BuildDiskMode.None, 0)).Create();

        // The kernel describes the quota of a workspace as a file system; here it is one.
        using (var quota = DetachedMount.Create("tmpfs", MountFlags.None, [new("size", "64m")]))
        using (var directory = DirectoryHandle.OpenHost(workspace.Path))
        {
            quota.AttachTo(directory);
        }

        try
        {
            await File.WriteAllBytesAsync(
                Path.Combine(workspace.Path, "file"), new byte[127 * MiB / 2], TestContext.Current.CancellationToken);

            var result = await new DiskReserve(_time).RunAsync(
                new SlowSandbox(_time), workspace, Command, new RecordingLog(), TestContext.Current.CancellationToken);

            Assert.Null(result.KilledBecause);
        }
        finally
        {
            MountNamespace.Detach(workspace.Path);
        }
    }

    [Fact]
    public async Task Contents_AreChecked_IfTheDiskWasNearlyFullDuringTheBuild()
    {
        using var small = new SmallFileSystem(64 * 1024);
        Directory.CreateDirectory(small.PathOf("builds"));
        var disk = new CheckedDisk();
        using var workspace = Workspace.Create(small.PathOf("builds/build-1-checked"), _ => disk);
        var reserve = new DiskReserve(_time);
        var started = _time.GetTimestamp();
        reserve.CheckContents(workspace, started);
        Assert.Equal(0, disk.Checks);

        small.Fill();
        await reserve.RunAsync(new SlowSandbox(_time), workspace, Command, new RecordingLog(), TestContext.Current.CancellationToken);
        small.MakeRoom();
        _time.Advance(TimeSpan.FromSeconds(1));

        // A later build is not concerned.
        reserve.CheckContents(workspace, _time.GetTimestamp());
        Assert.Equal(0, disk.Checks);
        reserve.CheckContents(workspace, started);
        Assert.Equal(1, disk.Checks);
    }

    /// <summary>Counts the checks of its contents.</summary>
    private sealed class CheckedDisk : IBuildDisk
    {
        public int Checks { get; private set; }

        public string? ContentPath => null;

        public long Limit => 0;

        public long BytesElsewhere => 0;

        public void CheckContents() => Checks++;

        public void Dispose()
        {
        }
    }

    /// <summary>Each command lasts for several checks.</summary>
    private sealed class SlowSandbox(FakeTimeProvider time) : ISandbox
    {
        public IReadOnlyList<ContainmentGap> Gaps => [];

        public Task<CommandResult> RunAsync(SandboxCommand command, IBuildLog log, CancellationToken cancellationToken)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(new CommandResult { ExitCode = 0 });
        }

        public Task<CommandResult> RunInteractivelyAsync(
            SandboxCommand command, SandboxTerminal terminal, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task UnmountAsync(bool keepDevices, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
