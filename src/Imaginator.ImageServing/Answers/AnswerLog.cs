using Microsoft.Extensions.Logging;

namespace Imaginator.ImageServing.Answers;

/// <summary>Log messages about answers; event id 4308.</summary>
internal static partial class AnswerLog
{
    [LoggerMessage(
        4308, LogLevel.Warning,
        "Large answers stay in memory until they are sent: writing them to {Directory} failed: {Reason}")]
    public static partial void AnswerNotWritten(ILogger logger, string directory, string reason);
}
