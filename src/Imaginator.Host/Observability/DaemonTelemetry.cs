using System.Diagnostics;
using System.Diagnostics.Metrics;
using Imaginator.Building.Measurements;
using Imaginator.Host.Observability.Logging;
using Imaginator.Hosting.Programs;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Observability;

/// <summary>
/// What tells how the daemon fares: its log, its meter, its traces. It is there before anything else is, and until the end.
/// Thread-safe.
/// </summary>
internal sealed class DaemonTelemetry : IDisposable
{
    /// <summary>The name of the meter and of the source of activities.</summary>
    public const string Name = "Imaginator";

    /// <summary>Creates the telemetry.</summary>
    /// <param name="log">The log; it is disposed of with this.</param>
    public DaemonTelemetry(DaemonLog log)
    {
        Log = log;
        LoggerFactory = Microsoft.Extensions.Logging.LoggerFactory.Create(log.AddTo);
        Meter = new Meter(Name);
        Activities = new ActivitySource(Name);
        Builds = new BuildMeasurements(Meter);
    }

    /// <summary>The log.</summary>
    public DaemonLog Log { get; }

    /// <summary>Makes loggers that write to <see cref="Log"/>.</summary>
    public ILoggerFactory LoggerFactory { get; }

    /// <summary>What all instruments of the daemon belong to.</summary>
    public Meter Meter { get; }

    /// <summary>What all activities come from; costs nothing while nobody listens.</summary>
    public ActivitySource Activities { get; }

    /// <summary>What the engine counts.</summary>
    public BuildMeasurements Builds { get; }

    /// <summary>Opens the log that the flags ask for.</summary>
    /// <param name="context">The flags, the clock, standard error.</param>
    /// <returns>The telemetry; the caller disposes of it.</returns>
    public static DaemonTelemetry Open(CommandContext context) => new(DaemonLog.Open(
        LogSettings.From(context.Flags),
        context.Time,
        TextWriter.Synchronized(context.Error),
        StandardErrorLog.IsJournal(Environment.GetEnvironmentVariable("JOURNAL_STREAM"))));

    /// <inheritdoc/>
    public void Dispose()
    {
        LoggerFactory.Dispose();
        Activities.Dispose();
        Meter.Dispose();
        Log.Dispose();
    }
}
