using Microsoft.Extensions.Logging;

namespace Imaginator.Hosting.Plugins;

/// <summary>Log messages about loading plugins; event id 5920.</summary>
internal static partial class PluginLog
{
    [LoggerMessage(5920, LogLevel.Information, "Plugin {Plugin} in {Folder} is not used: {Reason}")]
    public static partial void Skipped(ILogger logger, string plugin, string folder, string reason);
}
