using System.Collections.Immutable;
using Imaginator.Host.History.Records;
using Imaginator.Host.Web.Logs.Lines;

namespace Imaginator.Host.Web.Console.Logs;

/// <summary>The contents of the page of a log: a window of its lines, and links to all others.</summary>
internal sealed record LogModel
{
    public required BuildRecord Build { get; init; }

    public required LogIndex Index { get; init; }

    public required LogWindow Window { get; init; }

    /// <summary>Whether lines are added: the build waits or runs.</summary>
    public required bool IsLive { get; init; }

    /// <summary>The text to find; empty for none.</summary>
    public required string FindText { get; init; }

    /// <summary>The lines that contain the text; null if there is no text.</summary>
    public required LogMatches? Matches { get; init; }

    /// <summary>The parts of a section: lines that the page has, and links to those that it does not have.</summary>
    public ImmutableArray<LogPart> PartsOf(LogSection section) => LogParts.Of(section, Window, Index.Lines);
}
