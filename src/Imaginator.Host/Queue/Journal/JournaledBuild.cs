using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Queue.Journal;

/// <summary>A build that was not over when the last daemon ended.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Request">What was wanted.</param>
/// <param name="HasStarted">Whether it had started.</param>
internal sealed record JournaledBuild(BuildId Id, QueuedRequest Request, bool HasStarted);
