using System.Text.RegularExpressions;

namespace Imaginator.Building.Sandboxing.Causes;

/// <summary>Lines of a tool that name the cause of its failure.</summary>
/// <param name="Line">
/// Matches the line. The group <c>cause</c>, if the pattern has it, is the part that names the cause; the group <c>name</c> is the
/// package that a line of <see cref="TakesNextLine"/> is about.
/// </param>
internal sealed record CausePattern(Regex Line)
{
    /// <summary>Matches lines that are only consequences of others.</summary>
    public Regex? Except { get; init; }

    /// <summary>Whether the cause is the line after the matching one.</summary>
    public bool TakesNextLine { get; init; }
}
