using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Queue.Scheduling;

/// <summary>A share in a build.</summary>
/// <param name="build">The build.</param>
/// <param name="request">What its holder wants.</param>
/// <param name="parent">The build that holds it, where that needs a source image; else null.</param>
internal sealed class BuildSubscriber(QueuedBuild build, QueuedRequest request, QueuedBuild? parent)
{
    public QueuedBuild Build { get; } = build;

    public QueuedRequest Request { get; } = request;

    public QueuedBuild? Parent { get; } = parent;
}
