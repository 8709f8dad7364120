using Microsoft.Extensions.Logging;

namespace Imaginator.Building.Sandboxing.Users;

/// <summary>Messages about user namespaces: event ids 1250 to 1299.</summary>
internal static partial class UserNamespaceLog
{
    [LoggerMessage(1250, LogLevel.Warning, "Commands of builds are root of this machine with few capabilities, because they cannot get a user namespace: {Reason}")]
    public static partial void NotUsed(ILogger logger, string reason);
}
