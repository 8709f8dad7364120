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
            var command = new SandboxCommand { Arguments = ["true"], Environment = ImmutableSortedDictionary<string, string>.Empty };

            var result = await new DiskReserve(_time).RunAsync(
                new SlowSandbox(_time), workspace, command, new RecordingLog(), TestContext.Current.CancellationToken);

            Assert.Null(result.KilledBecause);
        }
        finally
        {
            MountNamespace.Detach(workspace.Path);
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
