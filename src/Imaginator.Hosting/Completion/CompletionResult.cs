using System.Collections.Immutable;

namespace Imaginator.Hosting.Completion;

/// <summary>The candidates for a word, and the files that can complete it or the value behind its equals sign.</summary>
internal sealed record CompletionResult(ImmutableArray<CompletionCandidate> Candidates, CompletionFiles Files = CompletionFiles.None)
{
    public static CompletionResult None { get; } = new([]);
}
