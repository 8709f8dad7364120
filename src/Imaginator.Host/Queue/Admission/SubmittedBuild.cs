using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Queue.Admission;

/// <summary>An admitted request with the subscription to its build, which the caller disposes of. Immutable.</summary>
internal sealed record SubmittedBuild(QueuedRequest Request, IBuildSubscription Subscription);
