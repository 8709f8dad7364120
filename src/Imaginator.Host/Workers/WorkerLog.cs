using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Workers;

/// <summary>What is said of workers in the daemon's log: event ids 5500 to 5599.</summary>
internal static partial class WorkerLog
{
    [LoggerMessage(5500, LogLevel.Information, "{Workers} build workers are in the list, for {Capacity} builds at once")]
    public static partial void Listed(ILogger logger, int workers, int capacity);

    [LoggerMessage(5501, LogLevel.Warning, "The build worker {Worker} ({Address}) is lost: {Reason}")]
    public static partial void Lost(ILogger logger, string worker, string address, string reason);

    [LoggerMessage(5502, LogLevel.Information, "The build worker {Worker} ({Address}) is back")]
    public static partial void Back(ILogger logger, string worker, string address);

    [LoggerMessage(5503, LogLevel.Warning, "The build worker {Worker} has not answered for long: its {Builds} builds are done elsewhere")]
    public static partial void GivenUp(ILogger logger, string worker, int builds);

    [LoggerMessage(5504, LogLevel.Error, "The new list of build workers cannot be used, the old one stays in force: {Faults}")]
    public static partial void NotListed(ILogger logger, string faults);

    [LoggerMessage(5505, LogLevel.Information, "Build {Build} of {Stream} runs on {Worker}")]
    public static partial void RunsOn(ILogger logger, string build, string stream, string worker);

    [LoggerMessage(5506, LogLevel.Warning, "{Fault}")]
    public static partial void ListWarning(ILogger logger, string fault);
}
