using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Queue.Journal;

/// <summary>A build that was queued or running when the previous daemon ended. Immutable.</summary>
internal sealed record JournaledBuild(BuildId Id, QueuedRequest Request, bool HasStarted);
