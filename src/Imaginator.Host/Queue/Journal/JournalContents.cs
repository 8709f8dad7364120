using System.Collections.Immutable;

namespace Imaginator.Host.Queue.Journal;

/// <summary>The state of the queue in a journal: builds that have not ended, in the order of submission, and pauses. Immutable.</summary>
internal sealed record JournalContents(ImmutableArray<JournaledBuild> Builds, JournaledPauses Pauses);
