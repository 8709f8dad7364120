using Imaginator.Host.Queue.Requests;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Queue.Running;

/// <summary>Log messages about running builds: event id 5103.</summary>
internal static partial class RunningLog
{
    [LoggerMessage(5103, LogLevel.Error, "Build {Id} of {Stream} ended unexpectedly")]
    public static partial void Faulted(ILogger logger, BuildId id, string stream, Exception exception);
}
