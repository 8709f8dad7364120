using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.GitSource.Logging;

/// <summary>Log messages for operators; other messages go to build logs. Event IDs from 4400.</summary>
internal static partial class GitSourceLog
{
    [LoggerMessage(4400, LogLevel.Warning, "Git mirror {Directory} is damaged and will be recreated")]
    public static partial void MirrorDamaged(this ILogger logger, string directory, Exception exception);
}
