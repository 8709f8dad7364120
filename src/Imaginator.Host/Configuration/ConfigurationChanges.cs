using Imaginator.Building.Documents;
using Imaginator.Hosting.Configuration;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Configuration;

/// <summary>Logs the changes of a reading; nothing is logged twice.</summary>
internal static class ConfigurationChanges
{
    /// <summary>Logs a newly active configuration, newly broken parts and repaired parts.</summary>
    public static void Log(ILogger logger, ConfigurationState before, ConfigurationState after)
    {
        LogBroken(logger, before.Status, after.Status);
        LogWarnings(logger, before.Status, after.Status);
        if (!ReferenceEquals(before.Secrets, after.Secrets))
        {
            ConfigurationLog.VariablesActive(logger, after.Secrets.Values.Count);
        }

        if (!before.Document.HasSamePluginSettings(after.Document))
        {
            ConfigurationLog.PluginSettingsChanged(logger, after.Document.Source.Display);
        }

        if (!ReferenceEquals(before.Configuration, after.Configuration))
        {
            LogActive(logger, after.Configuration);
        }
    }

    public static void LogActive(ILogger logger, ImaginatorConfiguration configuration) => ConfigurationLog.Active(
        logger,
        configuration.Main.BootstrapStreams.Count,
        configuration.ImageStreams.Streams.Length,
        configuration.ImageStreams.Patterns.Length,
        configuration.Main.ImageStreamsSource?.Display ?? "no file");

    public static void LogWarnings(ILogger logger, IEnumerable<ConfigurationFault> warnings)
    {
        foreach (var warning in warnings)
        {
            ConfigurationLog.Warning(logger, warning);
        }
    }

    private static void LogBroken(ILogger logger, ConfigurationStatus before, ConfigurationStatus after)
    {
        foreach (var (part, broken) in after.Broken)
        {
            if (!ReferenceEquals(before.Broken.GetValueOrDefault(part), broken))
            {
                ConfigurationLog.Broken(logger, broken.Source, string.Join('\n', broken.Faults));
            }
        }

        foreach (var (part, broken) in before.Broken)
        {
            if (!after.Broken.ContainsKey(part))
            {
                ConfigurationLog.Repaired(logger, broken.Source);
            }
        }
    }

    private static void LogWarnings(ILogger logger, ConfigurationStatus before, ConfigurationStatus after)
    {
        foreach (var (part, warnings) in after.Warnings)
        {
            if (!before.Warnings.TryGetValue(part, out var known) || !known.SequenceEqual(warnings))
            {
                LogWarnings(logger, warnings);
            }
        }
    }
}
