using Imaginator.Host.Queue.Requests;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Queue.Journal;

/// <summary>Log messages of the queue journal: event ids 5107, 5108 and 5111 to 5114.</summary>
internal static partial class JournalLog
{
    [LoggerMessage(5107, LogLevel.Warning, "Line {Line} of the queue journal {Path} is not valid and is ignored")]
    public static partial void UnreadableLine(ILogger logger, string path, int line);

    [LoggerMessage(5108, LogLevel.Error,
        "The queue journal cannot be written; the daemon keeps it in memory and writes it with the next change: {Reason}")]
    public static partial void NotWritten(ILogger logger, string reason);

    [LoggerMessage(5111, LogLevel.Error,
        "The queue journal {Path} is damaged ({Reason}); it is kept as {Aside} and a new journal is in use")]
    public static partial void Damaged(ILogger logger, string path, string reason, string aside);

    [LoggerMessage(5112, LogLevel.Information,
        "The queue journal {Path} of an earlier version was converted; {Copy} is a copy of it")]
    public static partial void Converted(ILogger logger, string path, string copy);

    [LoggerMessage(5113, LogLevel.Error, "The request of build {Id} in the queue journal is not valid; the build is ignored")]
    public static partial void UnreadableRequest(ILogger logger, BuildId id, Exception exception);

    [LoggerMessage(5114, LogLevel.Error,
        "The queue journal {Path} cannot be read; the builds and pauses in it stay for the next start: {Reason}")]
    public static partial void NotRead(ILogger logger, string path, string reason);
}
