using System.Collections.Immutable;
using Imaginator.Host.Observability.Logging;

namespace Imaginator.Host.Web.Console.Operations;

/// <summary>The page <c>/showDaemonLog</c>: the lines of the daemon log that are in memory.</summary>
internal sealed class DaemonLogPage(RecentLogLines log)
{
    // A page must stay small.
    private const int MaximumLetters = 200_000;

    public ConsolePage Make()
    {
        var letters = 0;
        ImmutableArray<string> lines = [.. log.Newest().Reverse().TakeWhile(line => (letters += line.Length + 1) < MaximumLetters).Reverse()];
        return new ConsolePage("Daemon log", new Web_Console_Operations_DaemonLogView { Model = lines }) { Section = PageSection.Status };
    }
}
