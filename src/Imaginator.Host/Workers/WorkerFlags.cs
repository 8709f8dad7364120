using System.Collections.Immutable;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Workers;

/// <summary>Flags of build workers.</summary>
internal static class WorkerFlags
{
    /// <summary>Empty for no workers.</summary>
    public static Flag<string> ConfigurationFile { get; } = new(
        "slaveDriverConfigurationFile", FlagTypes.File, "",
        "JSON file that lists the workers: other imaginator daemons that build for this one.") { Group = "Builds" };

    public static ImmutableArray<Flag> All { get; } = [ConfigurationFile];
}
