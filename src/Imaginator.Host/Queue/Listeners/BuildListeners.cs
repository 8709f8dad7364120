using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Snapshots;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Queue.Listeners;

/// <summary>
/// All listeners as one. An exception of a listener is logged and affects neither the build nor other listeners. Thread-safe.
/// </summary>
internal sealed class BuildListeners(IEnumerable<IBuildListener> listeners, ILogger<BuildListeners> logger) : IBuildListener
{
    private readonly IBuildListener[] _listeners = [.. listeners];

    public void Queued(BuildSnapshot build) => Notify(listener => listener.Queued(build));

    public void Joined(BuildSnapshot build, QueuedRequest request) => Notify(listener => listener.Joined(build, request));

    public void Started(BuildSnapshot build) => Notify(listener => listener.Started(build));

    public void OnEvent(BuildSnapshot build, BuildEvent buildEvent) => Notify(listener => listener.OnEvent(build, buildEvent));

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
                ListenerLog.Failed(logger, listener.GetType().Name, e);
            }
        }
    }

    public void EnterStage(BuildId id, BuildStage stage) => Notify(listener => listener.EnterStage(id, stage));

    public void Finished(BuildSnapshot build, BuildOutcome outcome) => Notify(listener => listener.Finished(build, outcome));

    public void Interrupted(BuildId id, QueuedRequest request, BuildId? retriedAs) =>
        Notify(listener => listener.Interrupted(id, request, retriedAs));

    private void Notify(Action<IBuildListener> tell)
    {
        foreach (var listener in _listeners)
        {
            try
            {
                tell(listener);
            }
            catch (Exception e)
            {
                ListenerLog.Failed(logger, listener.GetType().Name, e);
            }
        }
    }
}
