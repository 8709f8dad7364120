using System.Collections.Concurrent;
using System.Diagnostics;
using Imaginator.Host.Daemon;
using Imaginator.Host.Observability.Service;
using Imaginator.Hosting.Flags;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Observability.Service;

public sealed class ServiceTests
{
    [Theory]
    [InlineData("60000000", null, 30.0)]
    [InlineData("60000000", "4711", 30.0)]
    [InlineData("60000000", "4712", null)]
    [InlineData(null, null, null)]
    [InlineData("", "4711", null)]
    [InlineData("0", null, null)]
    [InlineData("-5", null, null)]
    [InlineData("9223372036854775807", null, null)]
    public void Watchdog_IsNotifiedTwicePerTimeout(string? microseconds, string? processId, double? seconds) => Assert.Equal(
        seconds, WatchdogInterval.From(microseconds, processId, 4711).Value?.TotalSeconds);

    [Fact]
    public async Task Watchdog_IsNotifiedWhileTheDaemonIsHealthy()
    {
        var cancelled = TestContext.Current.CancellationToken;
        var time = new FakeTimeProvider();
        using var health = new SwitchedHealth();
        var notifier = new RecordingNotifier();
        var lifetime = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        using var service = new SystemdNotification(
            notifier,
            health,
            lifetime,
            new WatchdogInterval(TimeSpan.FromSeconds(30)),
            time,
            NullLogger<SystemdNotification>.Instance);

        await service.StartAsync(cancelled);
        lifetime.NotifyStarted();
        await health.CheckedAsync(1);
        time.Advance(TimeSpan.FromSeconds(30));
        await health.CheckedAsync(2);
        health.Status = HealthStatus.Unhealthy;
        time.Advance(TimeSpan.FromSeconds(30));
        await health.CheckedAsync(3);
        health.Status = HealthStatus.Degraded;
        time.Advance(TimeSpan.FromSeconds(30));
        await health.CheckedAsync(4);
        lifetime.StopApplication();
        await service.StopAsync(cancelled);

        // Not for the check that found it unhealthy.
        Assert.Equal(3, notifier.Sent.Count(state => state == "WATCHDOG=1"));
        Assert.Equal(["READY=1", "STOPPING=1"], notifier.Sent.Where(state => state != "WATCHDOG=1"));
    }

    [Fact]
    public async Task ReadyFile_ExistsWhileTheDaemonIsReady()
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var directory = new TemporaryDirectory();
        var path = directory.PathOf("ready");
        var flags = FlagParser.Parse(DaemonFlags.All, ["-readyFile=" + path], []).Values;
        var file = new ReadyFile(flags, NullLogger<ReadyFile>.Instance);

        await file.StartAsync(cancelled);
        Assert.False(File.Exists(path));
        await file.StartedAsync(cancelled);
        Assert.Equal($"{Environment.ProcessId}\n", await File.ReadAllTextAsync(path, cancelled));
        await file.StoppingAsync(cancelled);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task StateDirectoryOfAnotherOwner_IsWarnedAbout_WithTheCure()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.FullName;
        var log = new RecordingLogger();
        DaemonProgram.WarnOfForeignState(path, log);
        Assert.Empty(log.Entries);

        using (var chown = Process.Start("chown", ["4711", path]))
        {
            await chown.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        DaemonProgram.WarnOfForeignState(path, log);

        Assert.Equal(
            $"Not only root can change the state directory {path}: the user 4711 owns \"{path}\"; run chown root {path}",
            log.Of(LogLevel.Warning).Single());
    }

    private sealed class RecordingNotifier : ISystemdNotifier
    {
        public ConcurrentQueue<string> Sent { get; } = new();

        public bool IsEnabled => true;

        public void Notify(ServiceState state) => Sent.Enqueue(state.ToString());
    }

    private sealed class SwitchedHealth : HealthCheckService, IDisposable
    {
        private readonly SemaphoreSlim _checks = new(0);
        private int _seen;

        public HealthStatus Status { get; set; } = HealthStatus.Healthy;

        public override Task<HealthReport> CheckHealthAsync(
            Func<HealthCheckRegistration, bool>? predicate, CancellationToken cancellationToken = default)
        {
            var entry = new HealthReportEntry(Status, "as the test says", TimeSpan.Zero, null, null);
            _checks.Release();
            return Task.FromResult(new HealthReport(
                new Dictionary<string, HealthReportEntry> { ["queue"] = entry }, TimeSpan.Zero));
        }

        public void Dispose() => _checks.Dispose();

        /// <summary>Waits until so many checks were made; the service then waits for the timer.</summary>
        public async Task CheckedAsync(int count)
        {
            for (; _seen < count; _seen++)
            {
                Assert.True(await _checks.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
            }
        }
    }
}
