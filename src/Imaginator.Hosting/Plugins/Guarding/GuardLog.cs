using Microsoft.Extensions.Logging;

namespace Imaginator.Hosting.Plugins.Guarding;

/// <summary>Log messages about the behaviour of plugins; event ids 5910 to 5914.</summary>
internal static partial class GuardLog
{
    [LoggerMessage(
        5910, LogLevel.Error,
        "Plugin {Plugin} {Version}: {Call} did not end after its cancellation and is given up; given up so far: {Count}")]
    public static partial void GivenUp(ILogger logger, string plugin, string version, string call, int count);

    [LoggerMessage(5911, LogLevel.Error, "Plugin {Plugin} {Version} is disabled until the next start: {Reason}")]
    public static partial void Disabled(ILogger logger, string plugin, string version, string reason);

    [LoggerMessage(5912, LogLevel.Error, "Plugin {Plugin} {Version} failed on one of its threads: {Reason}")]
    public static partial void FailedOnThread(ILogger logger, string plugin, string version, string reason, Exception exception);

    [LoggerMessage(5913, LogLevel.Warning, "Plugin {Plugin} {Version} failed to release something: {Reason}")]
    public static partial void NotReleased(ILogger logger, string plugin, string version, string reason);

    [LoggerMessage(5914, LogLevel.Debug, "Plugin {Plugin} {Version} failed in {Call}")]
    public static partial void Failed(ILogger logger, string plugin, string version, string call, Exception exception);
}
