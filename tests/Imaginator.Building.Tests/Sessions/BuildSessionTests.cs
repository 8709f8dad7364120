using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Building.Sandboxing;
using Imaginator.Building.Sessions;
using Imaginator.Building.Streams;
using Imaginator.Building.Tests.Trees;
using Imaginator.Building.Workspaces;
using Imaginator.Packagers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Building.Tests.Sessions;

public sealed class BuildSessionTests : IDisposable, IStreamCatalog
{
    private static readonly BuildRequest Request = new() { StreamName = "app", MaximumBuildDuration = TimeSpan.FromMinutes(1) };

    private readonly TestTree _tree = new();
    private readonly FakeTimeProvider _timeProvider = new();
    private readonly RecordingObserver _observer = new();
    private readonly BuildSessionFactory _sessions;

    public BuildSessionTests() => _sessions = SessionsIn(WorkspaceRoot.Open(_tree.Path));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string[] Workspaces => Directory.GetDirectories(_tree.Path, "build-*");

    public void Dispose() => _tree.Dispose();

    public ValueTask<StreamDefinition?> FindAsync(string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult<StreamDefinition?>(name switch
        {
            "app" => new ImageStream { Name = name, ManifestUrl = "dir:///nowhere?token=$TOKEN" },
            "base" => new BootstrapStream { Name = name, BootstrapCommand = ["true"], PackagerType = "none" },
            _ => null,
        });

    [Fact]
    public async Task Refuses_UnknownStream_WithoutWorkspace()
    {
        var failure = await Assert.ThrowsAsync<BuildFailedException>(
            () => _sessions.OpenAsync(Request with { StreamName = "other" }, _observer, Cancelled));

        Assert.Equal("other: unknown stream: the configuration does not have it", failure.Message);
        Assert.Empty(Workspaces);
    }

    [Fact]
    public async Task Disposing_RemovesTheWorkspace()
    {
        await using (await _sessions.OpenAsync(Request, _observer, Cancelled))
        {
            Assert.Single(Workspaces);
        }

        Assert.Empty(Workspaces);
    }

    [Fact]
    public async Task FirstSandboxOfABootstrapStream_StartsBeforeTheWorkspaceIsMade()
    {
        var workspaces = _tree["builds"];
        var started = new List<(string Stream, int Workspaces)>();
        var sessions = SessionsIn(
            WorkspaceRoot.Open(workspaces),
            (_, stream, _) => started.Add((stream.Name, Directory.GetDirectories(workspaces, "build-*").Length)));

        await (await sessions.OpenAsync(Request with { StreamName = "base" }, _observer, Cancelled)).DisposeAsync();
        Assert.Equal(("base", 0), Assert.Single(started));

        // Its first sandbox waits for a manifest; a tree that stays on this machine reserves nothing.
        await (await sessions.OpenAsync(Request, _observer, Cancelled)).DisposeAsync();
        await (await sessions.OpenUnlimitedAsync(Request with { StreamName = "base" }, _observer, Cancelled)).DisposeAsync();
        Assert.Single(started);
    }

    [Fact]
    public async Task RemovalAfterThePublication_IsAStage()
    {
        var session = await _sessions.OpenAsync(Request, _observer, Cancelled);
        session.BeginRemoval();
        _timeProvider.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal([new StageStarted("app", BuildStage.RemoveWorkspace)], _observer.Events);

        await session.DisposeAsync();

        Assert.Equal(
            new StageFinished("app", BuildStage.RemoveWorkspace, TimeSpan.FromSeconds(20), Detail: null), _observer.Events.Last());
        Assert.Empty(Workspaces);
    }

    [Fact]
    public async Task MissingDiskLimit_IsAWarningInTheLog()
    {
        const string Warning = "warning: the disk space of builds is not limited: mke2fs is not installed; ";
        var tools = Directory.CreateDirectory(_tree["tools"]).FullName;
        var sessions = SessionsIn(WorkspaceRoot.Open(
            _tree["builds"],
            path => BuildDisks.Open(path, BuildDiskSettings.Default, hasUserNamespaces: false, NullLogger.Instance, tools)));

        await (await sessions.OpenUnlimitedAsync(Request, _observer, Cancelled)).DisposeAsync();
        Assert.DoesNotContain(Warning, _observer.Output, StringComparison.Ordinal);
        await (await sessions.OpenAsync(Request, _observer, Cancelled)).DisposeAsync();
        Assert.Contains(Warning, _observer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DiskThatCannotBeMade_FailsTheBuild()
    {
        var sessions = SessionsIn(WorkspaceRoot.Open(
            _tree["builds"],
            path => BuildDisks.Open(
                path,
                BuildDiskSettings.Default with { Mode = BuildDiskMode.FileSystem },
                hasUserNamespaces: true,
                NullLogger.Instance,
                mount: (image, _, _) =>
                {
                    image.Dispose();
                    throw new ImaginatorException("no loop device");
                })));

        var failure = await Assert.ThrowsAsync<BuildFailedException>(() => sessions.OpenAsync(Request, _observer, Cancelled));

        Assert.Equal("app: no loop device", failure.Message);
        Assert.Empty(Directory.GetDirectories(_tree["builds"]));
    }

    [Fact]
    public async Task Manifests_CannotReadSecrets_TheirUrlsCan()
    {
        await using var session = await _sessions.OpenAsync(Request, _observer, Cancelled);

        Assert.Null(session.Variables.Lookup("TOKEN"));
        Assert.Equal("https://host/?t=hunter2-secret", session.UrlVariables.Expand("https://host/?t=$TOKEN").Value);
    }

    [Fact]
    public async Task Failure_NamesTheStage_AndEndsTheLog()
    {
        await using var session = await _sessions.OpenAsync(Request, _observer, Cancelled);
        var cause = await Assert.ThrowsAsync<BuildFailedException>(() => session.Stages.RunAsync(
            BuildStage.Scan, () => throw new ImaginatorException("cannot read hunter2-secret")));

        Assert.True(session.IsFailure(cause));
        var failure = session.Fail(cause);

        Assert.DoesNotContain("hunter2-secret", failure.Message, StringComparison.Ordinal);
        Assert.StartsWith("app: scan: cannot read ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith($"FAILED: {failure.Message}\n", _observer.Output, StringComparison.Ordinal);
        Assert.Equal([new StageStarted("app", BuildStage.Scan)], _observer.Events);
    }

    [Fact]
    public async Task TimeLimit_IsAFailure_WithStageAndCommand()
    {
        await using var session = await _sessions.OpenAsync(Request, _observer, Cancelled);
        var stopped = session.Stages.RunAsync(BuildStage.Scripts, async () =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, session.CancellationToken);
            }
            catch (OperationCanceledException)
            {
                session.Stages.Interrupted("/.scripts/slow");
                throw;
            }
        });

        _timeProvider.Advance(TimeSpan.FromMinutes(1));
        var cause = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);

        Assert.True(session.IsFailure(cause));
        Assert.Equal(
            "app: scripts: timed out in /.scripts/slow: the build took longer than 00:01:00", session.Fail(cause).Message);
    }

    [Fact]
    public async Task Cancellation_AndNeedForSourceImage_AreNoFailures()
    {
        using var requestor = new CancellationTokenSource();
        await using var session = await _sessions.OpenAsync(Request, _observer, requestor.Token);

        await requestor.CancelAsync();

        Assert.True(session.CancellationToken.IsCancellationRequested);
        Assert.False(session.IsFailure(new OperationCanceledException()));
        Assert.False(session.IsFailure(new SourceImageNeededException(
            "app", "base", ImmutableSortedDictionary<string, string>.Empty, "")));
    }

    private BuildSessionFactory SessionsIn(
        WorkspaceRoot workspaces, Action<SandboxReserve, BootstrapStream, BuildSettings>? reserveFirst = null) => new(
        this,
        () => new BuildSettings { PackagerTypes = ImmutableDictionary<string, PackagerType>.Empty },
        () => ImmutableDictionary<string, string>.Empty.Add("TOKEN", "hunter2-secret"),
        workspaces,
        failureShell: null,
        _timeProvider,
        NullLogger.Instance,
        reserveFirst);
}
