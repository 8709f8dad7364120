using Imaginator.Files;

namespace Imaginator.Building.Documents;

/// <summary>Something that is wrong with the configuration.</summary>
/// <param name="Message">What is wrong, with the bad value and the cure; never with a secret.</param>
public sealed record ConfigurationFault(FaultSeverity Severity, ConfigurationLocation Location, string Message)
{
    /// <summary>Writes the fault in one line: place, severity, message; control characters as <c>\xNN</c>.</summary>
    public override string ToString() =>
        FileName.ToDisplay($"{Location}: {(Severity == FaultSeverity.Warning ? "warning" : "error")}: {Message}");
}
