using Imaginator.Building.Documents;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Configuration;

/// <summary>Log messages about the configuration: event ids 5000 to 5007 and 5011 to 5013.</summary>
internal static partial class ConfigurationLog
{
    [LoggerMessage(5000, LogLevel.Information,
        "Configuration active: bootstrap streams: {BootstrapStreams}, image streams: {Streams}, stream patterns: {Patterns}, from {Source}")]
    public static partial void Active(ILogger logger, int bootstrapStreams, int streams, int patterns, string source);

    [LoggerMessage(5001, LogLevel.Warning, "Suspicious configuration: {Fault}")]
    public static partial void Warning(ILogger logger, ConfigurationFault fault);

    [LoggerMessage(5002, LogLevel.Error, "Unusable configuration {Source}; the previous version stays active:\n{Faults}")]
    public static partial void Broken(ILogger logger, string source, string faults);

    [LoggerMessage(5003, LogLevel.Information, "Configuration {Source} is usable again")]
    public static partial void Repaired(ILogger logger, string source);

    [LoggerMessage(5004, LogLevel.Warning,
        "Unusable image streams {Source}; the kept image streams of {FetchedAt:u} are active:\n{Faults}")]
    public static partial void KeptActive(ILogger logger, string source, DateTimeOffset fetchedAt, string faults);

    [LoggerMessage(5006, LogLevel.Information, "Variables file active, variables: {Count}")]
    public static partial void VariablesActive(ILogger logger, int count);

    [LoggerMessage(5007, LogLevel.Warning,
        "The plugin settings in {Source} have changed; restart the daemon to apply them")]
    public static partial void PluginSettingsChanged(ILogger logger, string source);

    [LoggerMessage(5011, LogLevel.Error,
        "Cannot read the configuration because of an internal error; the previous version stays active")]
    public static partial void Unexpected(ILogger logger, Exception exception);

    [LoggerMessage(5012, LogLevel.Warning,
        "The packager type {Type} changed; images have its previous commands until these streams, and those built on them, are rebuilt: {Streams}")]
    public static partial void PackagerChanged(ILogger logger, string type, string streams);

    [LoggerMessage(5013, LogLevel.Warning,
        "Cannot keep the packager types in {Path}, to compare them at the next start: {Reason}")]
    public static partial void PackagersNotKept(ILogger logger, string path, string reason);
}
