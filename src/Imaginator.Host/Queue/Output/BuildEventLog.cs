using System.Runtime.CompilerServices;
using Imaginator.Building.Events;
using Imaginator.Building.Threading;

namespace Imaginator.Host.Queue.Output;

/// <summary>
/// The events of one build and of the source images that it waits for, from the first one on; any number of readers follow
/// it at their own pace. Thread-safe.
/// </summary>
internal sealed class BuildEventLog
{
    /// <summary>The maximum number of events that are kept; further ones are dropped.</summary>
    public const int MaximumEvents = 1000;

    private readonly Lock _lock = new();
    private readonly List<BuildEvent> _events = [];
    private readonly ChangeSignal _changed = new();
    private bool _isComplete;

    public void Append(BuildEvent buildEvent)
    {
        lock (_lock)
        {
            if (!_isComplete && _events.Count < MaximumEvents)
            {
                _events.Add(buildEvent);
                _changed.Raise();
            }
        }
    }

    /// <summary>Ends the log: readers come to its end, and events that are appended later are ignored.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _isComplete = true;
            _changed.Raise();
        }
    }

    /// <summary>Reads all events while they happen, until the log is complete.</summary>
    public async IAsyncEnumerable<BuildEvent> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var position = 0; ; position++)
        {
            BuildEvent? next;
            while (!TryRead(position, out next, out var change))
            {
                if (change is null)
                {
                    yield break;
                }

                await change.WaitAsync(cancellationToken);
            }

            yield return next!;
        }
    }

    private bool TryRead(int position, out BuildEvent? next, out Task? change)
    {
        lock (_lock)
        {
            (next, change) = (null, null);
            if (position < _events.Count)
            {
                next = _events[position];
                return true;
            }

            if (!_isComplete)
            {
                change = _changed.Next;
            }

            return false;
        }
    }
}
