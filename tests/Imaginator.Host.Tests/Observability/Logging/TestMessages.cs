using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Tests.Observability.Logging;

internal static partial class TestMessages
{
    [LoggerMessage(9000, LogLevel.Information, "Build of {Stream} started for {User}")]
    public static partial void Started(ILogger logger, string stream, string user);

    [LoggerMessage(9001, LogLevel.Debug, "Looked at {Count} streams")]
    public static partial void Looked(ILogger logger, int count);

    [LoggerMessage(9002, LogLevel.Trace, "Step {Number}")]
    public static partial void Step(ILogger logger, int number);

    [LoggerMessage(9003, LogLevel.Error, "Cannot reload {Path}")]
    public static partial void CannotReload(ILogger logger, string path, Exception exception);

    [LoggerMessage(9004, LogLevel.Warning, "Fetched {Url} as {Login}")]
    public static partial void Fetched(ILogger logger, string url, object login);
}
