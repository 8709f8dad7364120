using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Workers;

/// <summary>Log messages about workers: event ids 5700 to 5799.</summary>
internal static partial class WorkerLog
{
    [LoggerMessage(5700, LogLevel.Information, "The list has {Workers} build workers with {Capacity} slots")]
    public static partial void Listed(ILogger logger, int workers, int capacity);

    [LoggerMessage(5701, LogLevel.Warning, "The build worker {Worker} ({Address}) is lost: {Reason}")]
    public static partial void Lost(ILogger logger, string worker, string address, string reason);

    [LoggerMessage(5702, LogLevel.Information, "The build worker {Worker} ({Address}) is available again")]
    public static partial void Back(ILogger logger, string worker, string address);

    [LoggerMessage(5703, LogLevel.Warning, "The build worker {Worker} does not respond; number of its builds that run elsewhere: {Builds}")]
    public static partial void BuildsAbandoned(ILogger logger, string worker, int builds);

    [LoggerMessage(5704, LogLevel.Error, "The list of build workers is invalid and the previous list stays active: {Faults}")]
    public static partial void ListInvalid(ILogger logger, string faults);

    [LoggerMessage(5705, LogLevel.Information, "Build {Build} of {Stream} runs on {Worker}")]
    public static partial void RunsOn(ILogger logger, string build, string stream, string worker);

    [LoggerMessage(5706, LogLevel.Warning, "The list of build workers has a questionable entry: {Fault}")]
    public static partial void ListWarning(ILogger logger, string fault);
}
