using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Queue.Scheduling;

/// <summary>The interest of one request in a build.</summary>
/// <param name="build">The build.</param>
/// <param name="request">The request.</param>
/// <param name="parent">The build that needs this one as its source image; null for other requests.</param>
internal sealed class BuildSubscriber(QueuedBuild build, QueuedRequest request, QueuedBuild? parent)
{
    public QueuedBuild Build { get; } = build;

    public QueuedRequest Request { get; } = request;

    public QueuedBuild? Parent { get; } = parent;
}
