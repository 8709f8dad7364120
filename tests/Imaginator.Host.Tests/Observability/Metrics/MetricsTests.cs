using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Host.Observability.Metrics;
using Imaginator.Host.Observability.Telemetry;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Tests.Observability.Logging;
using Imaginator.Host.Tests.Queue;
using Imaginator.Hosting.Plugins;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Host.Tests.Observability.Metrics;

/// <summary>Builds run in a queue; what is exported of them is read as Prometheus would.</summary>
public sealed class MetricsTests : IAsyncDisposable
{
    private readonly TestLog _log = new();
    private readonly DaemonTelemetry _telemetry;
    private readonly QueueFixture _fixture;
    private readonly ServiceProvider _services;

    public MetricsTests()
    {
        _telemetry = new DaemonTelemetry(_log.Log);
        _fixture = new QueueFixture(slots: 2, new BuildMetrics(_telemetry));
        var services = new ServiceCollection();
        services.AddSingleton<IMetricSource>(new QueueMetrics(_fixture.Queue, _fixture.Time));
        services.AddSingleton<IMetricSource>(new ProgramMetrics(_fixture.Time));
        services.AddSingleton<IMetricSource>(new PluginMetrics(new PluginSet
        {
            Failed = [new FailedPlugin("Apk", "/p/Apk", "it is broken")],
            Conflicts = [new PluginConflict("packager deb", "/p/A/A.dll", "/p/B/B.dll")],
        }));
        services.AddSingleton(provider => new MetricsExport(_telemetry, provider, NullLogger<MetricsExport>.Instance));
        services.AddLogging();
        _services = services.BuildServiceProvider();
    }

    [Fact]
    public async Task Builds_AreCountedByStreamAndResult()
    {
        await ScrapeAsync();
        _fixture.Runner.Script("bad", (_, _) => throw new ImaginatorException("it failed"));
        using (var good = _fixture.Queue.Submit(QueueFixture.Request("good")))
        using (var bad = _fixture.Queue.Submit(QueueFixture.Request("bad", BuildReason.AutoRebuild)))
        {
            await _fixture.FinishAsync(good, "good");
            await bad.Completion;
        }

        var metrics = await ScrapeAsync();
        Assert.Equal(1, Value(metrics, "imaginator_builds_total", "stream=\"good\"", "result=\"succeeded\""));
        Assert.Equal(1, Value(metrics, "imaginator_builds_total", "stream=\"bad\"", "result=\"failed\""));
        Assert.Equal(1, Value(metrics, "imaginator_build_orders_total", "reason=\"request\"", "joined=\"no\""));
        Assert.Equal(1, Value(metrics, "imaginator_build_orders_total", "reason=\"auto_rebuild\""));
        Assert.Equal(1, Value(metrics, "imaginator_build_duration_seconds_count", "result=\"succeeded\""));
        Assert.Equal(2, Value(metrics, "imaginator_build_wait_duration_seconds_count"));
    }

    [Fact]
    public async Task Target_IsCalledByItsName() =>
        Assert.Equal(1, Value(await ScrapeAsync(), "target_info", "service_name=\"imaginator\""));

    [Fact]
    public async Task Stages_AreHistograms()
    {
        await ScrapeAsync();
        _fixture.Runner.Script("app", (run, _) =>
        {
            run.Observer.OnEvent(new StageStarted("app", BuildStage.Scan));
            run.Observer.OnEvent(new StageFinished("app", BuildStage.Scan, TimeSpan.FromSeconds(0.2), null));
            return Task.CompletedTask;
        });
        using (var build = _fixture.Queue.Submit(QueueFixture.Request("app")))
        {
            await build.Completion;
        }

        var metrics = await ScrapeAsync();
        Assert.Equal(0, Value(metrics, "imaginator_build_stage_duration_seconds_bucket", "stage=\"scan\"", "le=\"0.1\""));
        Assert.Equal(1, Value(metrics, "imaginator_build_stage_duration_seconds_bucket", "stage=\"scan\"", "le=\"0.25\""));
        Assert.Equal(0.2, Value(metrics, "imaginator_build_stage_duration_seconds_sum", "stage=\"scan\""));
    }

    [Fact]
    public async Task Queue_IsShownAtTheTimeOfTheRequest()
    {
        IBuildSubscription[] subscriptions =
        [
            .. new[] { "a", "b", "c", "d" }.Select(stream => _fixture.Queue.Submit(QueueFixture.Request(stream))),
        ];
        _fixture.Queue.DisableBuildRequests(TimeSpan.FromHours(1));
        _fixture.Time.Advance(TimeSpan.FromSeconds(90));

        var metrics = await ScrapeAsync();
        Assert.Equal(2, Value(metrics, "imaginator_builds_running"));
        Assert.Equal(2, Value(metrics, "imaginator_builds_limit"));
        Assert.Equal(2, Value(metrics, "imaginator_queue_length"));
        Assert.Equal(90, Value(metrics, "imaginator_queue_age_seconds"));
        Assert.Equal(0, Value(metrics, "imaginator_queue_blocked"));
        Assert.Equal(1, Value(metrics, "imaginator_requests_disabled"));
        Assert.Equal(0, Value(metrics, "imaginator_auto_builds_disabled"));

        foreach (var subscription in subscriptions)
        {
            subscription.Dispose();
        }
    }

    [Fact]
    public async Task Plugins_AreCountedByState()
    {
        var metrics = await ScrapeAsync();

        Assert.Equal(0, Value(metrics, "imaginator_plugins", "state=\"loaded\""));
        Assert.Equal(1, Value(metrics, "imaginator_plugins", "state=\"failed\""));
        Assert.Equal(0, Value(metrics, "imaginator_plugins", "state=\"skipped\""));
        Assert.Equal(1, Value(metrics, "imaginator_plugin_conflicts"));
    }

    [Fact]
    public void StreamLabels_AreLimited()
    {
        var labels = new StreamLabels();
        for (var number = 0; number < StreamLabels.Maximum; number++)
        {
            Assert.Equal($"users/{number}", labels.Of($"users/{number}"));
        }

        Assert.Equal(StreamLabels.Other, labels.Of("one/more"));
        Assert.Equal("users/7", labels.Of("users/7"));
    }

    public async ValueTask DisposeAsync()
    {
        await _fixture.DisposeAsync();
        await _services.DisposeAsync();
        _telemetry.Dispose();
        _log.Dispose();
    }

    private async Task<string[]> ScrapeAsync()
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = _services };
        context.Response.Body = body;
        await _services.GetRequiredService<MetricsExport>().AnswerAsync(context);
        Assert.Equal(StatusCodes.Status200OK, context.Response.StatusCode);
        return System.Text.Encoding.UTF8.GetString(body.ToArray()).Split('\n');
    }

    private static double Value(string[] metrics, string name, params string[] labels)
    {
        var line = Assert.Single(metrics, line =>
            line.StartsWith(name + "{", StringComparison.Ordinal)
            && labels.All(label => line.Contains(label, StringComparison.Ordinal)));
        return double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
    }
}
