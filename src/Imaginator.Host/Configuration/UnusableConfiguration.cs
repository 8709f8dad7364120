using System.Collections.Immutable;
using Imaginator.Building.Documents;

namespace Imaginator.Host.Configuration;

/// <summary>The error that stops a start.</summary>
internal static class UnusableConfiguration
{
    /// <summary>Makes the error.</summary>
    /// <param name="faults">Everything that was found.</param>
    /// <returns>An error whose message lists what must be mended.</returns>
    public static ImaginatorException Of(ImmutableArray<ConfigurationFault> faults) => new(
        "the configuration cannot be used:\n"
        + string.Join('\n', faults.Where(fault => fault.Severity == FaultSeverity.Error)));
}
