using Imaginator.Building.Documents;
using Imaginator.Hosting.Configuration;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Configuration;

/// <summary>Logs what a reading has changed: nothing is said twice.</summary>
internal static class ConfigurationChanges
{
    /// <summary>Logs what is in force now, what is broken now and what is not any more.</summary>
    /// <param name="logger">Where to.</param>
    /// <param name="before">The state before the reading.</param>
    /// <param name="after">The state after it.</param>
    public static void Log(ILogger logger, ConfigurationState before, ConfigurationState after)
    {
        LogBroken(logger, before.Status, after.Status);
        LogWarnings(logger, before.Status, after.Status);
        if (!ReferenceEquals(before.Secrets, after.Secrets))
        {
            ConfigurationLog.VariablesInForce(logger, after.Secrets.Values.Count);
        }

        if (!before.Document.HasSamePluginSettings(after.Document))
        {
            ConfigurationLog.PluginSettingsChanged(logger, after.Document.Source.Display);
        }

        if (!ReferenceEquals(before.Configuration, after.Configuration))
        {
            LogInForce(logger, after.Configuration);
        }
    }

    /// <summary>Logs what is in force.</summary>
    /// <param name="logger">Where to.</param>
    /// <param name="configuration">The configuration.</param>
    public static void LogInForce(ILogger logger, ImaginatorConfiguration configuration) => ConfigurationLog.InForce(
        logger,
        configuration.Main.BootstrapStreams.Count,
        configuration.ImageStreams.Streams.Length,
        configuration.ImageStreams.Patterns.Length,
        configuration.Main.ImageStreamsSource?.Display ?? "no file");

    /// <summary>Logs warnings.</summary>
    /// <param name="logger">Where to.</param>
    /// <param name="warnings">The warnings.</param>
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
                ConfigurationLog.Mended(logger, broken.Source);
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
