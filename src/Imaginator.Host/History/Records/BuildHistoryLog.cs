using Microsoft.Extensions.Logging;

namespace Imaginator.Host.History.Records;

/// <summary>Log messages of the build history: event id 5304.</summary>
internal static partial class BuildHistoryLog
{
    [LoggerMessage(
        5304, LogLevel.Error, "The build history {Path} is damaged ({Reason}): it was moved to {Aside}, and a new history was created")]
    public static partial void DamagedFileMoved(ILogger logger, string path, string reason, string aside);
}
