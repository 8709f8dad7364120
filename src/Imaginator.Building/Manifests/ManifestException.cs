using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Logging;

namespace Imaginator.Building.Manifests;

/// <summary>A manifest cannot be used. The message lists all faults, one on each line.</summary>
internal sealed class ManifestException : ImaginatorException
{
    private const int MaximumShown = 50;

    private const string Introduction = "unusable manifest:";

    internal ManifestException(ImmutableArray<ConfigurationFault> faults) : base(Describe(faults)) => Faults = faults;

    /// <summary>The message in one line: the fault if there is one, or the number of faults and the first error.</summary>
    public string Summary => Faults.Length == 1
        ? $"{Introduction} {Faults[0]}"
        : $"{Introduction} {Faults.Length} faults, listed in the build log; the first error: {Faults.First(fault => fault.Severity != FaultSeverity.Warning)}";

    /// <summary>The errors, and the warnings, which may explain them.</summary>
    public ImmutableArray<ConfigurationFault> Faults { get; }

    /// <summary>Writes the faults to a build log, each on a separate line.</summary>
    /// <exception cref="IOException">The log cannot be written.</exception>
    internal void WriteTo(IBuildLog log)
    {
        foreach (var line in Lines(Faults))
        {
            log.WriteLine(line);
        }
    }

    private static string Describe(ImmutableArray<ConfigurationFault> faults)
    {
        return $"{Introduction}\n{string.Join('\n', Lines(faults))}";
    }

    private static IEnumerable<string> Lines(ImmutableArray<ConfigurationFault> faults) => faults
        .Take(MaximumShown)
        .Select(fault => $"  {fault}")
        .Concat(faults.Length > MaximumShown ? [$"  and {faults.Length - MaximumShown} more"] : []);
}
