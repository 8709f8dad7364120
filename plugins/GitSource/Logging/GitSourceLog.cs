using Microsoft.Extensions.Logging;

namespace Imaginator.Plugins.GitSource.Logging;

/// <summary>What the operator should know; the build log has the rest. Event ids from 4400.</summary>
internal static partial class GitSourceLog
{
    [LoggerMessage(4400, LogLevel.Warning, "The git mirror {Directory} is damaged and is made anew: {Cause}")]
    public static partial void MirrorDamaged(this ILogger logger, string directory, string cause);
}
