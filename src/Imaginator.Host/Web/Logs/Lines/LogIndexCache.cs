using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Web.Logs.Lines;

/// <summary>Keeps the indexes of the logs of finished builds that were read last. Thread-safe.</summary>
internal sealed class LogIndexCache
{
    private const int Capacity = 32;

    private readonly Lock _lock = new();
    private readonly Dictionary<BuildId, LogIndex> _indexes = [];
    private readonly Queue<BuildId> _order = new();

    /// <summary>Finds an index; null if it is not kept.</summary>
    public LogIndex? Find(BuildId build)
    {
        lock (_lock)
        {
            return _indexes.GetValueOrDefault(build);
        }
    }

    /// <summary>Keeps an index, and drops the oldest one.</summary>
    public void Keep(BuildId build, LogIndex index)
    {
        lock (_lock)
        {
            if (!_indexes.TryAdd(build, index))
            {
                return;
            }

            _order.Enqueue(build);
            if (_order.Count > Capacity)
            {
                _indexes.Remove(_order.Dequeue());
            }
        }
    }
}
