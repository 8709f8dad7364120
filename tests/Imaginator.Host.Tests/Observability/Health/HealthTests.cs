using Imaginator.Host.Daemon;
using Imaginator.Host.Observability.Health;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Snapshots;
using Imaginator.Host.Tests.Queue;
using Imaginator.Hosting.Plugins;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Objects;
using Imaginator.Images;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Observability.Health;

public sealed class HealthTests
{
    private static readonly HealthCheckContext Context = new();

    [Fact]
    public async Task Builds_AreNotReadyBeforeTheStartAndAfterTheEnd()
    {
        await using var fixture = new QueueFixture();
        using var lifetime = new Lifetime();
        var health = new BuildsHealth(fixture.Queue, lifetime);

        Assert.Equal("the daemon is starting", (await CheckAsync(health, HealthStatus.Unhealthy)).Description);
        lifetime.NotifyStarted();
        await CheckAsync(health, HealthStatus.Healthy);
        lifetime.StopApplication();
        Assert.Equal("the daemon is stopping", (await CheckAsync(health, HealthStatus.Unhealthy)).Description);
    }

    [Fact]
    public async Task Queue_ThatDoesNotAnswerIsUnhealthy()
    {
        var time = new FakeTimeProvider();
        using var hangs = new ManualResetEventSlim();
        var health = new QueueHealth(new HangingQueue(hangs), time);

        var check = health.CheckHealthAsync(Context, TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(HealthStatus.Unhealthy, (await check).Status);
        hangs.Set();
    }

    [Fact]
    public async Task Queue_ThatAnswersIsHealthy()
    {
        await using var fixture = new QueueFixture();

        var result = await CheckAsync(new QueueHealth(fixture.Queue, fixture.Time), HealthStatus.Healthy);

        Assert.Equal("0 running, 0 waiting", result.Description);
    }

    [Fact]
    public async Task Store_IsQueriedOnceForManyRequests()
    {
        var time = new FakeTimeProvider();
        await using var store = new ScriptedServer();
        using var health = new StoreHealth(store, time);

        for (var ask = 0; ask < 100; ask++)
        {
            await CheckAsync(health, HealthStatus.Healthy);
        }

        Assert.Equal(1, store.Asked);
        store.Failure = new ImageStoreException(ImageStoreError.Unreachable, "no answer from images:6971");
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal("no answer from images:6971", (await CheckAsync(health, HealthStatus.Unhealthy)).Description);
        Assert.Equal(2, store.Asked);
    }

    [Fact]
    public async Task Store_ThatNoPluginOpens_IsUnhealthy()
    {
        await using var store = new UnusableImageStore("a plugin for image store URLs is not loaded");
        using var health = new StoreHealth(store, new FakeTimeProvider());

        Assert.Equal("a plugin for image store URLs is not loaded", (await CheckAsync(health, HealthStatus.Unhealthy)).Description);
    }

    [Fact]
    public async Task Plugins_ThatCannotBeUsed_AreAWarning()
    {
        var plugins = new PluginSet
        {
            Failed = [new FailedPlugin("Apk", "/p/Apk", "it is broken")],
            Conflicts = [new PluginConflict("packager deb", "/p/A/A.dll", "/p/B/B.dll")],
        };

        Assert.Equal("0 loaded", (await CheckAsync(new PluginHealth(new PluginSet()), HealthStatus.Healthy)).Description);
        Assert.Equal(
            "Apk is not loaded: it is broken; packager deb is claimed by two plugins, /p/A/A.dll and /p/B/B.dll; remove or disable one of them",
            (await CheckAsync(new PluginHealth(plugins), HealthStatus.Degraded)).Description);
    }

    [Fact]
    public async Task Answer_IsALineForEachCheckAndHasNoStackTrace()
    {
        var context = new DefaultHttpContext();
        using var body = new MemoryStream();
        context.Response.Body = body;
        var report = new HealthReport(
            new Dictionary<string, HealthReportEntry>
            {
                ["store"] = new(HealthStatus.Unhealthy, "no answer\nfrom it", TimeSpan.Zero, null, null),
                ["queue"] = new(HealthStatus.Healthy, "0 running", TimeSpan.Zero, null, null),
                ["odd"] = new(HealthStatus.Degraded, null, TimeSpan.Zero, new InvalidOperationException("inside"), null),
            },
            TimeSpan.Zero);

        await HealthAnswer.WriteAsync(context, report);

        Assert.Equal(
            "failed\nodd: warning, internal error: see the daemon log\nqueue: ok, 0 running\n"
            + "store: failed, no answer\\nfrom it\n",
            System.Text.Encoding.UTF8.GetString(body.ToArray()));
    }

    private static async Task<HealthCheckResult> CheckAsync(IHealthCheck check, HealthStatus expected)
    {
        var result = await check.CheckHealthAsync(Context, TestContext.Current.CancellationToken);
        Assert.Equal(expected, result.Status);
        return result;
    }

    private sealed class Lifetime() : ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance), IDisposable
    {
        public void Dispose() => NotifyStopped();
    }

    private sealed class HangingQueue(ManualResetEventSlim until) : IBuildQueue
    {
        public QueueSnapshot Current
        {
            get
            {
                until.Wait();
                return new QueueSnapshot { MaximumConcurrentBuilds = 1 };
            }
        }

        public IBuildSubscription Submit(QueuedRequest request) => throw new NotSupportedException();

        public BuildSnapshot? Find(BuildId id) => throw new NotSupportedException();

        public Task WaitForStartNotificationAsync(BuildId id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task WaitWhileQueuedAsync(BuildId id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public QueueCancellation Cancel(BuildId id, Caller by) => throw new NotSupportedException();

        public DateTimeOffset? DisableBuildRequests(TimeSpan duration) => throw new NotSupportedException();

        public DateTimeOffset? DisableAutoBuilds(TimeSpan duration) => throw new NotSupportedException();
    }

    private sealed class ScriptedServer : IImageStore
    {
        public int Asked { get; private set; }

        public ImageStoreException? Failure { get; set; }

        public Task<string?> FindLatestImageAsync(ImageQuery query, CancellationToken cancellationToken)
        {
            Asked++;
            return Failure is null ? Task.FromResult<string?>(null) : Task.FromException<string?>(Failure);
        }

        public ValueTask<IImageUpload> BeginUploadAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Image?> GetImageAsync(string name, bool withFileSystem, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<IAsyncDisposable> PinImageAsync(string name, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task GetObjectsAsync(
            IReadOnlyList<ObjectHash> hashes,
            Func<int, ObjectContents, CancellationToken, ValueTask> receive,
            CancellationToken cancellationToken) => throw new NotSupportedException();

        public IAsyncEnumerable<ImageSummary> ListImagesAsync(string directory, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task ChangeImageExpirationAsync(string name, DateTimeOffset? expiresAt, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task DeleteImageAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task MakeDirectoryAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
