using Imaginator.Files;

namespace Imaginator.Building.Documents;

/// <summary>A fault of the configuration.</summary>
/// <param name="Message">The problem, with the invalid value and a correction; never contains a secret.</param>
public sealed record ConfigurationFault(FaultSeverity Severity, ConfigurationLocation Location, string Message)
{
    /// <summary>Writes the fault in one line: location, severity, message; control characters as <c>\xNN</c>.</summary>
    public override string ToString() =>
        FileName.ToDisplay($"{Location}: {(Severity == FaultSeverity.Warning ? "warning" : "error")}: {Message}");
}
