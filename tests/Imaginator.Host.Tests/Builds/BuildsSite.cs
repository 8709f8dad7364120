using Imaginator.Building.Streams;
using Imaginator.Host.Access;
using Imaginator.Host.Auditing;
using Imaginator.Host.Builds;
using Imaginator.Host.History;
using Imaginator.Host.History.Keys;
using Imaginator.Host.History.Logs;
using Imaginator.Host.History.Records;
using Imaginator.Host.History.Retries;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Admission;
using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Space;
using Imaginator.Host.Tests.Auditing;
using Imaginator.Host.Tests.Queue;
using Imaginator.Host.Tests.Rpc.Methods;
using Imaginator.Protocol.Srpc.Server;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Builds;

/// <summary>A queue with its history, and the callers' way into it. Builds do what the test says.</summary>
internal sealed class BuildsSite : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly SpaceMonitor _space;
    private readonly BuildRecorder _recorder;
    private readonly KeptVariables _kept;

    public BuildsSite()
    {
        var options = new HistoryOptions
        {
            HistoryPath = _directory.PathOf("history.sqlite"), LogDirectory = _directory.PathOf("logs"), LogQuota = 1 << 20,
        };
        History = BuildHistory.Open(options.HistoryPath, Time, NullLogger.Instance);
        Logs = new BuildLogs(options.LogDirectory, options.LogQuota, NullLogger.Instance, Time);
        _kept = new KeptVariables(options.KeyPath, text => text, NullLogger.Instance);
        _recorder = new BuildRecorder(
            History,
            Logs,
            name => new ImageStream { Name = name, ManifestUrl = "dir:///m" },
            _kept,
            options,
            Time,
            NullLogger<BuildRecorder>.Instance);
        _space = new SpaceMonitor(
            new SpaceOptions { Directories = [], Minimum = 0 }, FreeSpace.Of, Time, NullLogger<SpaceMonitor>.Instance);
        Queue = new BuildQueue(
            new QueueOptions { Directory = _directory.FullName, MaximumConcurrentBuilds = 4 },
            Runner,
            new BuildListeners([_recorder], NullLogger<BuildListeners>.Instance),
            _space,
            Time,
            NullLogger<BuildQueue>.Instance);
        Records = new BuildLookup(_recorder, History, _kept);
        Starts = CreateStarts();
        Cancellations = new BuildCancellations(Queue, Records, Permissions);
    }

    public static Caller Ann => new() { UserName = "ann", HasMethodAccess = true, Authentication = AuthenticationKind.Certificate };

    /// <summary>May build users/alpha.</summary>
    public static Caller Bob => new() { UserName = "bob", Authentication = AuthenticationKind.Certificate };

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    public ScriptedRunner Runner { get; } = new();

    public AuditRecord Audit { get; } = new();

    public BuildHistory History { get; }

    public BuildLogs Logs { get; }

    public BuildQueue Queue { get; }

    public BuildLookup Records { get; }

    public BuildStarts Starts { get; private set; }

    public BuildCancellations Cancellations { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Permissions Permissions => new(() => null, new ReadPolicy(AnonymousReads.None, MemberReads.Roles));

    /// <summary>Another daemon on the same history: nothing in memory is left.</summary>
    public void ForgetKeys() => Starts = CreateStarts();

    /// <summary>Lets a build of a stream succeed, and waits for its end.</summary>
    public async Task FinishAsync(StartedBuild build, string stream)
    {
        Runner.Release(stream);
        await Wait.UntilAsync(() => Queue.Find(build.Id) is null && Records.Find(build.Id)?.FinishedAt is not null);
    }

    public async ValueTask DisposeAsync()
    {
        await Queue.StopAsync(Token);
        Queue.Dispose();
        await _recorder.StopAsync(Token);
        _space.Dispose();
        _recorder.Dispose();
        Logs.Dispose();
        History.Dispose();
        _directory.Dispose();
    }

    /// <summary>All bytes of all files.</summary>
    public IEnumerable<byte[]> ReadFiles() =>
        Directory.GetFiles(_directory.FullName, "history*").Select(File.ReadAllBytes);

    private BuildStarts CreateStarts()
    {
        var bounds = new BuildBounds
        {
            MaximumBuildDuration = TimeSpan.FromHours(24),
            MinimumExpiration = TimeSpan.FromMinutes(15),
            MaximumExpiration = TimeSpan.FromHours(24),
            MaximumExpirationPrivileged = TimeSpan.FromHours(730),
            MaximumConcurrentBuildsPerUser = 1,
        };
        var admission = new BuildAdmission(new FakeStreams(), bounds, Permissions);
        return new BuildStarts(
            new BuildSubmissions(admission, Queue),
            Records,
            new IdempotencyKeys(History, Time, NullLogger<IdempotencyKeys>.Instance),
            bounds,
            new UserLimit(bounds.MaximumConcurrentBuildsPerUser),
            new AuditLog(new LoggerFactory([Audit]), Time));
    }
}
