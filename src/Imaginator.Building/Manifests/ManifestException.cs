using System.Collections.Immutable;
using Imaginator.Building.Documents;

namespace Imaginator.Building.Manifests;

/// <summary>A manifest cannot be used. The message lists everything that is wrong with it, one fault a line.</summary>
public sealed class ManifestException : ImaginatorException
{
    private const int MaximumShown = 50;

    internal ManifestException(ImmutableArray<ConfigurationFault> faults) : base(Describe(faults)) => Faults = faults;

    /// <summary>What is wrong: the errors, and the warnings, which may explain them.</summary>
    public ImmutableArray<ConfigurationFault> Faults { get; }

    private static string Describe(ImmutableArray<ConfigurationFault> faults)
    {
        var lines = faults.Take(MaximumShown).Select(fault => "\n  " + fault);
        var more = faults.Length > MaximumShown ? $"\n  and {faults.Length - MaximumShown} more" : "";
        return $"The manifest cannot be used:{string.Concat(lines)}{more}";
    }
}
