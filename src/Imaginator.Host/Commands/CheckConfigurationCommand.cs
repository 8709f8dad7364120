using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Host.Workers;
using Imaginator.Host.Workers.Lists;
using Imaginator.Hosting.Builds;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;

namespace Imaginator.Host.Commands;

/// <summary><c>-checkConfiguration</c>: reports every fault of the configuration with its location.</summary>
internal static class CheckConfigurationCommand
{
    /// <summary>Checks the configuration and returns the exit status; null without the flag.</summary>
    public static async Task<int?> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (!context.Flags.Get(CheckFlags.CheckConfiguration))
        {
            return null;
        }

        await using var site = await SiteConfiguration.LoadAsync(context, cancellationToken);
        return ConfigurationReport.Write(
            site.Configuration, [.. site.Secrets.Faults, .. FaultsOfWorkers(context.Flags)], context.Output);
    }

    private static ImmutableArray<ConfigurationFault> FaultsOfWorkers(FlagValues flags) =>
        flags.Get(WorkerFlags.ConfigurationFile) is { Length: > 0 } path ? WorkerListReader.Read(path).Faults : [];
}
