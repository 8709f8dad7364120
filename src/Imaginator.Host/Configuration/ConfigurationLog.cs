using Imaginator.Building.Documents;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Configuration;

/// <summary>Log messages about the configuration: events 5000 to 5099.</summary>
internal static partial class ConfigurationLog
{
    [LoggerMessage(5000, LogLevel.Information,
        "Configuration is in force: {BootstrapStreams} bootstrap streams; {Streams} image streams and {Patterns} stream "
        + "patterns of {Source}")]
    public static partial void InForce(ILogger logger, int bootstrapStreams, int streams, int patterns, string source);

    [LoggerMessage(5001, LogLevel.Warning, "{Fault}")]
    public static partial void Warning(ILogger logger, ConfigurationFault fault);

    [LoggerMessage(5002, LogLevel.Error, "{Source} cannot be taken; what was in force before stays in force:\n{Faults}")]
    public static partial void Broken(ILogger logger, string source, string faults);

    [LoggerMessage(5003, LogLevel.Information, "{Source} is good again")]
    public static partial void Mended(ILogger logger, string source);

    [LoggerMessage(5004, LogLevel.Warning,
        "{Source} cannot be taken; the image streams of {FetchedAt:u} that an earlier run has kept are in force:\n{Faults}")]
    public static partial void KeptInForce(ILogger logger, string source, DateTimeOffset fetchedAt, string faults);

    [LoggerMessage(5005, LogLevel.Warning, "The image streams cannot be kept for the next start in {Path}: {Reason}")]
    public static partial void CannotKeep(ILogger logger, string path, string reason);

    [LoggerMessage(5006, LogLevel.Information, "The variables file is in force: {Count} variables")]
    public static partial void VariablesInForce(ILogger logger, int count);

    [LoggerMessage(5007, LogLevel.Warning,
        "The settings of plugins in {Source} have changed; they are taken when the daemon starts again")]
    public static partial void PluginSettingsChanged(ILogger logger, string source);

    [LoggerMessage(5008, LogLevel.Information, "Reading the whole configuration again on SIGHUP")]
    public static partial void HangUp(ILogger logger);

    [LoggerMessage(5009, LogLevel.Warning,
        "Directories of {Count} image streams cannot be made on the image server, trying again in {DelaySeconds} s: {Reason}")]
    public static partial void CannotMakeDirectories(ILogger logger, int count, int delaySeconds, string reason);

    [LoggerMessage(5010, LogLevel.Information, "The directories of {Count} image streams are on the image server")]
    public static partial void DirectoriesMade(ILogger logger, int count);

    [LoggerMessage(5011, LogLevel.Error,
        "Reading the configuration met a mistake in imaginator itself; what was in force stays in force")]
    public static partial void Unexpected(ILogger logger, Exception exception);
}
