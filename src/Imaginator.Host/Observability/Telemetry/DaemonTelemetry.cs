using System.Diagnostics;
using System.Diagnostics.Metrics;
using Imaginator.Building.Measurements;
using Imaginator.Host.Observability.Logging;
using Imaginator.Hosting.Programs;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Observability.Telemetry;

/// <summary>
/// The daemon's log, meter and traces. Opened before all other parts and closed after them. Thread-safe.
/// </summary>
internal sealed class DaemonTelemetry : IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Imaginator";

    /// <summary>Creates the telemetry, which owns the log.</summary>
    public DaemonTelemetry(DaemonLog log)
    {
        Log = log;
        LoggerFactory = Microsoft.Extensions.Logging.LoggerFactory.Create(log.AddTo);
        Meter = new Meter(Name);
        Activities = new ActivitySource(Name);
        Builds = new BuildMeasurements(Meter);
    }

    public DaemonLog Log { get; }

    /// <summary>Creates loggers that write to <see cref="Log"/>.</summary>
    public ILoggerFactory LoggerFactory { get; }

    /// <summary>The meter of all instruments of the daemon.</summary>
    public Meter Meter { get; }

    /// <summary>The source of all activities; costs nothing without a listener.</summary>
    public ActivitySource Activities { get; }

    /// <summary>The instruments of the build engine.</summary>
    public BuildMeasurements Builds { get; }

    /// <summary>Opens the log as the flags define it.</summary>
    public static DaemonTelemetry Open(CommandContext context) => new(DaemonLog.Open(
        LogSettings.From(context.Flags),
        context.Time,
        TextWriter.Synchronized(context.Error),
        StandardErrorLog.IsJournal(Environment.GetEnvironmentVariable("JOURNAL_STREAM"))));

    public void Dispose()
    {
        LoggerFactory.Dispose();
        Activities.Dispose();
        Meter.Dispose();
        Log.Dispose();
    }
}
