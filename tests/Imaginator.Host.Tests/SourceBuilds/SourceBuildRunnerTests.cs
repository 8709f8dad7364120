using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Building.Streams;
using Imaginator.Host.Access;
using Imaginator.Host.Auditing;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Running;
using Imaginator.Host.SourceBuilds;
using Imaginator.Host.Tests.Auditing;
using Imaginator.Host.Tests.Queue;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Tests.SourceBuilds;

public sealed class SourceBuildRunnerTests : IStreamCatalog, IBuildRunner, IDisposable
{
    private static readonly BuildRequest Consumer = new() { StreamName = "users/eve/app" };

    private readonly AuditRecord _audit = new();
    private BuildRequest? _built;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _audit.Dispose();

    [Fact]
    public async Task ForeignInputs_ArePrivate_AndAuditedWithWhoWhatAndWhichValues()
    {
        await RunAsync(Eve(), ("MODE", "debug"), ("API_TOKEN", "hunter2"));

        Assert.StartsWith("users/eve/app/.private/prod/base/", _built!.OutputName, StringComparison.Ordinal);
        Assert.Equal(
            "inputs: queue: eve (192.0.2.1:7): build-source-image prod/base for users/eve/app: "
            + $"private as {_built.OutputName}: API_TOKEN=***, MODE=debug",
            Assert.Single(_audit.Lines.Entries).Message);
    }

    [Fact]
    public async Task RequestorWithPermission_BuildsPublicly_AndIsAudited()
    {
        await RunAsync(Eve() with { Groups = ["prod"] }, ("MODE", "debug"));
        Assert.Equal("prod/base", _built!.OutputName);
        Assert.Contains(": public: MODE=debug", Assert.Single(_audit.Lines.Entries).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schedule_VouchesForNoManifest()
    {
        await RunAsync(Caller.Daemon, ("MODE", "debug"));
        Assert.NotNull(_built!.Private);
    }

    [Fact]
    public async Task RefusedVariable_IsAudited()
    {
        await Assert.ThrowsAsync<ImaginatorException>(() => RunAsync(Eve(), ("BASH_ENV", "$(id)\nforged")));
        Assert.Null(_built);
        var line = Assert.Single(_audit.Lines.Entries).Message;
        Assert.Contains("refused: stream \"prod/base\" does not accept the variable \"BASH_ENV\"", line, StringComparison.Ordinal);
        Assert.EndsWith(": BASH_ENV=$(id)?forged", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutInputs_NothingIsAudited()
    {
        await RunAsync(Eve());
        Assert.Null(_built!.Private);
        Assert.Empty(_audit.Lines.Entries);
    }

    [Fact]
    public async Task PrivateBuild_DoesNotBlockItsStream_AndItsStreamDoesNotJoinIt()
    {
        await using var fixture = new QueueFixture(slots: 4);
        var output = new PrivateOutput("users/eve/app", "users/eve/app/.private/prod/base/1");
        using var own = fixture.Queue.Submit(Request(new BuildRequest { StreamName = "prod/base", Private = output }));
        using var others = fixture.Queue.Submit(Request(new BuildRequest { StreamName = "prod/base" }));
        await Wait.UntilAsync(() => fixture.Runner.Started.Count == 2);

        Assert.Equal([output.Name, "prod/base"], fixture.Runner.Started.Order(StringComparer.Ordinal).Reverse());
        Assert.NotEqual(own.Id, others.Id);
        await fixture.FinishAsync(others, "prod/base");
        await fixture.FinishAsync(own, output.Name);
    }

    [Fact]
    public async Task StreamThatIsItsOwnSource_WithOtherInputsEachTime_IsACycle()
    {
        await using var fixture = new QueueFixture(slots: 4);
        var depth = 0;
        var first = Repeat("app");
        for (var i = 1; i < 5; i++)
        {
            Repeat($"app/.private/app/{i}");
        }

        using var build = fixture.Queue.Submit(Request(new BuildRequest { StreamName = first }));
        var outcome = await build.Completion.WaitAsync(Token);
        Assert.Contains("cycle: app -> app", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(1, depth);

        string Repeat(string name)
        {
            fixture.Runner.Script(name, (run, token) =>
            {
                depth++;
                return run.BuildSourceAsync(
                    new BuildRequest { StreamName = "app", Private = new PrivateOutput("app", $"app/.private/app/{depth}") }, token);
            });
            return name;
        }
    }

    ValueTask<StreamDefinition?> IStreamCatalog.FindAsync(string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult<StreamDefinition?>(
            name == "prod/base" ? new ImageStream { Name = name, ManifestUrl = "dir:///srv", BuilderGroups = ["prod"] } : null);

    Task<BuildResult> IBuildRunner.RunAsync(IBuildRun run, CancellationToken cancellationToken) =>
        run.BuildSourceAsync(
            SourceImageRequest.For(Consumer, "prod/base", _variables, gitCommitId: ""), cancellationToken);

    private ImmutableSortedDictionary<string, string> _variables = ImmutableSortedDictionary<string, string>.Empty;

    private static Caller Eve() => new() { UserName = "eve", Address = "192.0.2.1:7" };

    private static QueuedRequest Request(BuildRequest request) => new(request, BuildReason.Request, Eve());

    private async Task RunAsync(Caller caller, params (string Name, string Value)[] variables)
    {
        _variables = variables.ToImmutableSortedDictionary(entry => entry.Name, entry => entry.Value, StringComparer.Ordinal);
        var permissions = new Permissions(() => null, new ReadPolicy(AnonymousReads.None, MemberReads.Roles));
        var runner = new SourceBuildRunner(this, this, permissions, new AuditLog(new LoggerFactory([_audit])));
        await runner.RunAsync(new RecordingRun(this, new QueuedRequest(Consumer, BuildReason.Request, caller)), Token);
    }

    private sealed class RecordingRun(SourceBuildRunnerTests test, QueuedRequest request) : IBuildRun
    {
        public BuildId Id => default;

        public QueuedRequest Request => request;

        public IBuildObserver Observer => throw new NotSupportedException();

        public Task<BuildResult> BuildSourceAsync(BuildRequest source, CancellationToken cancellationToken)
        {
            test._built = source;
            return Task.FromResult(ScriptedRunner.DefaultResult(source.OutputName));
        }

        public void SetWorker(string? worker) => throw new NotSupportedException();

        public void BeginCommit() => throw new NotSupportedException();
    }
}
