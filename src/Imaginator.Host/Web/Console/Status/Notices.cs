using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Host.Configuration;

namespace Imaginator.Host.Web.Console.Status;

/// <summary>Texts of the notices about the configuration.</summary>
internal static class Notices
{
    private const int ShownFaults = 20;

    /// <summary>The first faults, and the number of the others.</summary>
    public static IEnumerable<string> Shown(ImmutableArray<ConfigurationFault> faults) => faults
        .Take(ShownFaults)
        .Select(fault => fault.ToString())
        .Concat(faults.Length > ShownFaults ? [$"and {faults.Length - ShownFaults} more"] : []);

    public static string NameOf(ConfigurationPart part) => part switch
    {
        ConfigurationPart.Main => "main configuration",
        ConfigurationPart.ImageStreams => "image streams",
        ConfigurationPart.Variables => "variables file",
        _ => part.ToString(),
    };
}
