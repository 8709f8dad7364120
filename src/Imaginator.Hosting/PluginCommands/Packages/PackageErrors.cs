using NuGet.Common;

namespace Imaginator.Hosting.PluginCommands.Packages;

/// <summary>Keeps the last error that NuGet logs: some of its methods return false without a reason.</summary>
internal sealed class PackageErrors : LoggerBase
{
    /// <summary>The message in one line; null if there was no error.</summary>
    public string? Last { get; private set; }

    public override void Log(ILogMessage message)
    {
        if (message.Level == LogLevel.Error)
        {
            Last = string.Join(' ', message.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        }
    }

    public override Task LogAsync(ILogMessage message)
    {
        Log(message);
        return Task.CompletedTask;
    }
}
