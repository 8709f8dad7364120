using System.Collections.Immutable;
using Imaginator.Building.Documents;

namespace Imaginator.Host.Configuration;

/// <summary>The error that stops a start.</summary>
internal static class UnusableConfiguration
{
    /// <summary>Makes an exception that lists all errors.</summary>
    public static ImaginatorException Of(ImmutableArray<ConfigurationFault> faults) => new(
        "unusable configuration:\n"
        + string.Join('\n', faults.Where(fault => fault.Severity == FaultSeverity.Error)));
}
