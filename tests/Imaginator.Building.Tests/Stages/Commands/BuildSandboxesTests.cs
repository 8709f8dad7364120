using Imaginator.Building.Builds;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Sessions;
using Imaginator.Building.Tests.Sandboxing;
using Imaginator.Building.Tests.Sessions;
using Imaginator.Building.WorkingTrees;
using Imaginator.Building.Workspaces;

namespace Imaginator.Building.Stages.Commands;

public sealed class BuildSandboxesTests : IDisposable
{
    private static readonly BuildRequest Request = new() { StreamName = "app", MaximumBuildDuration = TimeSpan.FromMinutes(10) };

    private readonly TemporaryTree _state = new();
    private readonly BusyboxRoot _root = new();
    private readonly string _program;
    private readonly BuildSandboxes _sandboxes;
    private readonly BuildSessionFactory _sessions;

    public BuildSandboxesTests()
    {
        // The path identifies its processes.
        _program = _state.Path("program");
        File.CreateSymbolicLink(_program, SandboxProgram.Path);
        _sandboxes = new BuildSandboxes(
            new SandboxFactory(_program, TimeProvider.System, ids: TestIdMap.Instance), new DiskReserve(TimeProvider.System), [1, 2], packages: null);
        _sessions = ImageStreamSessions.In(_state, TimeProvider.System);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _root.Dispose();
        _state.Dispose();
    }

    [Fact]
    public async Task NextSandbox_IsTheOneThatWasReserved()
    {
        await using var session = await _sessions.OpenAsync(Request, new RecordingObserver(), Cancelled);
        _sandboxes.Reserve(session, RootKind.Tree);
        await Wait.UntilAsync(() => HostProcesses.Matching(_program).Count == 1);
        var reserved = HostProcesses.Matching(_program).Single();

        using var tree = new PlainTree(_root.Path);
        await using var sandbox = await _sandboxes.StartInTreeAsync(session, tree, Cancelled);

        Assert.Contains(reserved, HostProcesses.Matching(_program));
    }

    [Fact]
    public async Task ReservedSandbox_EndsWithTheBuild()
    {
        await using (var session = await _sessions.OpenAsync(Request, new RecordingObserver(), Cancelled))
        {
            _sandboxes.Reserve(session, RootKind.HostWithTree);
            await Wait.UntilAsync(() => HostProcesses.Matching(_program).Count == 1);
        }

        Assert.Empty(HostProcesses.Matching(_program));
    }

    [Fact]
    public async Task SandboxThatEndsInTheBackground_HasEndedWithTheBuild()
    {
        await using (var session = await _sessions.OpenAsync(Request, new RecordingObserver(), Cancelled))
        {
            using var tree = new PlainTree(_root.Path);
            await using var sandbox = await _sandboxes.StartInTreeAsync(session, tree, Cancelled);
            await sandbox.UnmountAsync(keepDevices: false, Cancelled);

            sandbox.EndInBackground();
        }

        Assert.Empty(HostProcesses.Matching(_program));
    }

    [Fact]
    public async Task TreesThatStayOnThisMachine_ReserveNothing()
    {
        await using var session = await _sessions.OpenUnlimitedAsync(Request, new RecordingObserver(), Cancelled);

        _sandboxes.Reserve(session, RootKind.Tree);

        Assert.Empty(HostProcesses.Matching(_program));
        await session.Reserve.DisposeAsync();
        Assert.Empty(HostProcesses.Matching(_program));
    }
}
