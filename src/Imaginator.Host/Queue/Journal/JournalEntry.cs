using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Queue.Journal;

/// <summary>One build as the journal stores it: the sequence is the order of submission, the request is JSON. Immutable.</summary>
internal sealed record JournalEntry(long Sequence, BuildId Id, string Request, bool HasStarted);
