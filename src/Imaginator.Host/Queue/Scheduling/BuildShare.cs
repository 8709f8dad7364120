namespace Imaginator.Host.Queue.Scheduling;

/// <summary>A share in a build.</summary>
/// <param name="build">The build.</param>
/// <param name="order">What its holder wants.</param>
/// <param name="parent">The build that holds it, where that needs a source image; else null.</param>
internal sealed class BuildShare(QueuedBuild build, BuildOrder order, QueuedBuild? parent)
{
    public QueuedBuild Build { get; } = build;

    public BuildOrder Order { get; } = order;

    public QueuedBuild? Parent { get; } = parent;
}
