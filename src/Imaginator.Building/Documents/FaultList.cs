using System.Collections.Immutable;

namespace Imaginator.Building.Documents;

/// <summary>Collects the faults of one load. Not thread-safe.</summary>
public sealed class FaultList
{
    private readonly List<ConfigurationFault> _faults = [];

    public bool HasErrors => _faults.Exists(fault => fault.Severity == FaultSeverity.Error);

    public void AddRange(IEnumerable<ConfigurationFault> faults) => _faults.AddRange(faults);

    public void Error(ConfigurationLocation location, string message) =>
        _faults.Add(new ConfigurationFault(FaultSeverity.Error, location, message));

    public void StreamError(ConfigurationLocation location, string message) =>
        _faults.Add(new ConfigurationFault(FaultSeverity.StreamError, location, message));

    public void Warn(ConfigurationLocation location, string message) =>
        _faults.Add(new ConfigurationFault(FaultSeverity.Warning, location, message));

    /// <summary>The faults, source by source in the order of their first fault, from the first line to the last.</summary>
    public ImmutableArray<ConfigurationFault> ToImmutable() =>
        [.. _faults.GroupBy(fault => fault.Location.Source, StringComparer.Ordinal).SelectMany(group => group.OrderBy(fault => fault.Location.Line))];
}
