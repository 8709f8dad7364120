using Microsoft.Extensions.Logging;

namespace Imaginator.Building.Sandboxing.Users;

/// <summary>Messages about user namespaces: event ids 1200 to 1249.</summary>
internal static partial class UserNamespaceLog
{
    [LoggerMessage(1200, LogLevel.Warning, "Commands of builds are root of this machine with few capabilities, because they cannot get a user namespace: {Reason}")]
    public static partial void NotUsed(ILogger logger, string reason);
}
