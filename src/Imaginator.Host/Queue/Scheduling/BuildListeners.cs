using Imaginator.Building.Events;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Queue.Scheduling;

/// <summary>
/// All listeners as one. What one of them throws is logged here and concerns neither the build nor the others. Thread-safe.
/// </summary>
internal sealed class BuildListeners(IEnumerable<IBuildListener> listeners, ILogger<BuildListeners> logger) : IBuildListener
{
    private readonly IBuildListener[] _listeners = [.. listeners];

    public void Queued(BuildSnapshot build) => Tell(listener => listener.Queued(build));

    public void Joined(BuildSnapshot build, BuildOrder order) => Tell(listener => listener.Joined(build, order));

    public void Started(BuildSnapshot build) => Tell(listener => listener.Started(build));

    public void OnEvent(BuildSnapshot build, BuildEvent buildEvent) => Tell(listener => listener.OnEvent(build, buildEvent));

    public void Output(BuildId id, ReadOnlySpan<byte> output)
    {
        foreach (var listener in _listeners)
        {
            try
            {
                listener.Output(id, output);
            }
            catch (Exception e)
            {
                QueueLog.ListenerFailed(logger, listener.GetType().Name, e);
            }
        }
    }

    public void Finished(BuildSnapshot build, BuildOutcome outcome) => Tell(listener => listener.Finished(build, outcome));

    public void Interrupted(BuildId id, BuildOrder order, BuildId? retriedAs) =>
        Tell(listener => listener.Interrupted(id, order, retriedAs));

    private void Tell(Action<IBuildListener> tell)
    {
        foreach (var listener in _listeners)
        {
            try
            {
                tell(listener);
            }
            catch (Exception e)
            {
                QueueLog.ListenerFailed(logger, listener.GetType().Name, e);
            }
        }
    }
}
