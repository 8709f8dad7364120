using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Imaginator.Building.Sandboxing.Causes;

/// <summary>What the output of a tool looks like when the tool fails.</summary>
internal sealed record ToolOutput
{
    /// <summary>
    /// Matches the last line of a failure. A script can survive the failure of a tool: then another line is the last one, and
    /// the output of the tool does not name the cause.
    /// </summary>
    public required Regex End { get; init; }

    /// <summary>Matches the first line of a run, so that earlier runs are not searched; null if the tool has no such line.</summary>
    public Regex? Start { get; init; }

    /// <summary>The number of last lines that are searched if there is no first line.</summary>
    public int Window { get; init; } = int.MaxValue;

    /// <summary>The lines that name causes; an earlier pattern counts more, and of its lines the first, whose consequences follow.</summary>
    public required ImmutableArray<CausePattern> Causes { get; init; }
}
