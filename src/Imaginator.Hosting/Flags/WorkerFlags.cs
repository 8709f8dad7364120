using System.Collections.Immutable;

namespace Imaginator.Hosting.Flags;

/// <summary>The flags of build workers.</summary>
public static class WorkerFlags
{
    /// <summary>The file that lists the workers.</summary>
    public static Flag<string> ConfigurationFile { get; } = new(
        "slaveDriverConfigurationFile", FlagTypes.Text, "",
        "JSON file that lists other imaginators, which builds are handed to.") { Group = "Builds" };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Flag> All { get; } = [ConfigurationFile];
}
