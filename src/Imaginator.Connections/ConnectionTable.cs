using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Imaginator.Connections;

/// <summary>
/// The open connections of a port. When there are too many, it closes the connection that has been waiting for the longest
/// time, so that silent clients do not keep others out: a client that sends its request is served. Thread-safe.
/// </summary>
public sealed class ConnectionTable : IDisposable
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<object, ConnectionOwner> _owners = [];
    private readonly LinkedList<ConnectionSlot> _waiting = new();
    private readonly TimeProvider _timeProvider;
    private readonly RefusalReport _report;
    private readonly ITimer _timer;
    private int _held;
    private int _closing;
    private bool _isTicking;
    private bool _isDisposed;

    /// <summary>Creates the table.</summary>
    /// <param name="name">The name of the port, for the log.</param>
    public ConnectionTable(string name, ConnectionLimits limits, TimeProvider timeProvider, ILogger logger)
    {
        Limits = limits;
        Name = name;
        _timeProvider = timeProvider;
        _report = new RefusalReport(name, timeProvider, logger);
        _timer = timeProvider.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The name of the port.</summary>
    public string Name { get; }

    /// <summary>The limits.</summary>
    public ConnectionLimits Limits { get; }

    /// <summary>The number of open connections.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count + _held + _closing;
            }
        }
    }

    /// <summary>The number of refused and closed connections so far, by reason.</summary>
    public ImmutableArray<(ConnectionRefusal Reason, long Count)> Refusals => _report.Totals;

    /// <summary>Whether so many connections are being closed that no other may be accepted.</summary>
    internal bool IsBehind
    {
        get
        {
            lock (_lock)
            {
                return _closing > Limits.MaximumWaiting;
            }
        }
    }

    /// <summary>Adds a connection, and closes others if necessary; null if the connection is refused.</summary>
    /// <param name="address">The first owner of the connection, compared by its equality.</param>
    /// <param name="isScarce">Whether few file descriptors are left: another connection must be closed for this one.</param>
    public ConnectionSlot? TryAdd(object address, bool isScarce = false)
    {
        Action? close = null;
        try
        {
            lock (_lock)
            {
                var known = OwnerOf(address, Limits.MaximumPerAddress, Limits.MaximumWaitingPerAddress);
                if (MakeRoom(known, isScarce, out close) is { } refusal)
                {
                    Record(refusal);
                    Forget(known);
                    return null;
                }

                // Closing its last connection removed the owner.
                _owners[address] = known;
                known.Count++;
                var slot = new ConnectionSlot(this, known);
                Wait(slot);
                return slot;
            }
        }
        finally
        {
            close?.Invoke();
        }
    }

    /// <summary>Closes the connections that wait: their port is closed.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        List<Action> closes;
        lock (_lock)
        {
            _isDisposed = true;
            closes = [.. _waiting.ToList().Select(slot => TakeOut(slot, reason: null))];
        }

        closes.ForEach(close => close());
    }

    internal bool TryHold(ConnectionSlot slot)
    {
        lock (_lock)
        {
            if (slot.State != ConnectionSlotState.Waiting)
            {
                return slot.State == ConnectionSlotState.Held;
            }

            slot.IsNew = false;
            if (_held >= Limits.MaximumHeld || slot.Owner.Held >= slot.Owner.MaximumHeld)
            {
                Record(_held >= Limits.MaximumHeld ? ConnectionRefusal.Total : ConnectionRefusal.Owner);
                return false;
            }

            Unlink(slot);
            slot.State = ConnectionSlotState.Held;
            slot.Owner.Held++;
            _held++;
            return true;
        }
    }

    internal void Release(ConnectionSlot slot)
    {
        lock (_lock)
        {
            if (slot.State == ConnectionSlotState.Held)
            {
                slot.Owner.Held--;
                _held--;
                Wait(slot);
            }
        }
    }

    internal void Establish(ConnectionSlot slot)
    {
        lock (_lock)
        {
            slot.IsNew = false;
        }
    }

    internal bool TryAssign(ConnectionSlot slot, object owner)
    {
        Action? close = null;
        try
        {
            lock (_lock)
            {
                if (slot.Owner.Key.Equals(owner) || slot.State is ConnectionSlotState.Closing or ConnectionSlotState.Closed)
                {
                    return true;
                }

                var next = OwnerOf(owner, Limits.MaximumPerOwner, Limits.MaximumPerOwner);
                if (next.Count >= next.Maximum && !TryDisplace(next.Waiting, out close))
                {
                    Record(ConnectionRefusal.Owner);
                    Forget(next);
                    return false;
                }

                // Closing its last connection removed the owner.
                _owners[owner] = next;
                Move(slot, next);
                return true;
            }
        }
        finally
        {
            close?.Invoke();
        }
    }

    internal void Attach(ConnectionSlot slot, Action close)
    {
        lock (_lock)
        {
            slot.Close = close;
            if (slot.State != ConnectionSlotState.Closing)
            {
                return;
            }
        }

        close();
    }

    internal void Remove(ConnectionSlot slot)
    {
        lock (_lock)
        {
            switch (slot.State)
            {
                case ConnectionSlotState.Waiting:
                    Unlink(slot);
                    Leave(slot);
                    break;
                case ConnectionSlotState.Held:
                    slot.Owner.Held--;
                    _held--;
                    Leave(slot);
                    break;
                case ConnectionSlotState.Closing:
                    _closing--;
                    break;
            }

            slot.State = ConnectionSlotState.Closed;
        }
    }

    /// <summary>Displaces a connection if necessary; returns the reason if another connection is not possible. Requires the lock.</summary>
    private ConnectionRefusal? MakeRoom(ConnectionOwner owner, bool isScarce, out Action? close)
    {
        close = null;
        if ((owner.Count >= owner.Maximum || owner.Waiting.Count >= owner.MaximumWaiting)
            && !TryDisplace(owner.Waiting, out close))
        {
            return ConnectionRefusal.Owner;
        }

        if (close is null && isScarce)
        {
            return TryDisplace(owner.Waiting, out close) || TryDisplace(_waiting, out close) ? null : ConnectionRefusal.Descriptors;
        }

        return close is null
            && (_waiting.Count + _held >= Limits.Maximum || _waiting.Count >= Limits.MaximumWaiting)
            && !TryDisplace(_waiting, out close)
                ? ConnectionRefusal.Total
                : null;
    }

    /// <summary>Removes the first of some waiting connections. Requires the lock; the caller closes it without the lock.</summary>
    private bool TryDisplace(LinkedList<ConnectionSlot> waiting, out Action? close)
    {
        close = null;
        if (waiting.First?.Value is not { } oldest)
        {
            return false;
        }

        close = TakeOut(oldest, ConnectionRefusal.Displaced);
        return true;
    }

    private Action TakeOut(ConnectionSlot slot, ConnectionRefusal? reason)
    {
        Unlink(slot);
        Leave(slot);
        slot.State = ConnectionSlotState.Closing;
        _closing++;
        if (reason is { } counted)
        {
            Record(counted);
        }

        return slot.Close ?? (static () => { });
    }

    private void Wait(ConnectionSlot slot)
    {
        slot.State = ConnectionSlotState.Waiting;
        slot.WaitsSince = _timeProvider.GetTimestamp();
        _waiting.AddLast(slot.InAll);
        slot.Owner.Waiting.AddLast(slot.InOwner);
        StartTicking();
    }

    private void Unlink(ConnectionSlot slot)
    {
        _waiting.Remove(slot.InAll);
        slot.Owner.Waiting.Remove(slot.InOwner);
    }

    private void Leave(ConnectionSlot slot)
    {
        slot.Owner.Count--;
        Forget(slot.Owner);
    }

    private void Move(ConnectionSlot slot, ConnectionOwner next)
    {
        var before = slot.Owner;
        before.Count--;
        next.Count++;
        if (slot.State == ConnectionSlotState.Held)
        {
            before.Held--;
            next.Held++;
        }
        else
        {
            before.Waiting.Remove(slot.InOwner);
            next.Waiting.AddLast(slot.InOwner);
        }

        slot.Owner = next;
        Forget(before);
    }

    private ConnectionOwner OwnerOf(object key, int maximum, int maximumWaiting)
    {
        if (!_owners.TryGetValue(key, out var owner))
        {
            owner = new ConnectionOwner(key, maximum, maximumWaiting);
            _owners.Add(key, owner);
        }

        return owner;
    }

    private void Forget(ConnectionOwner owner)
    {
        if (owner.Count == 0)
        {
            _owners.Remove(owner.Key);
        }
    }

    private void Record(ConnectionRefusal reason)
    {
        _report.Count(reason);
        StartTicking();
    }

    private void StartTicking()
    {
        if (!_isTicking && !_isDisposed)
        {
            _isTicking = true;
            _timer.Change(TickInterval, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Closes silent connections and reports, once a second while there is something to watch.</summary>
    private void Tick()
    {
        var closes = new List<Action>();
        lock (_lock)
        {
            var next = _waiting.First;
            while (next is { Value: var slot } node && _timeProvider.GetElapsedTime(slot.WaitsSince) >= Limits.SetupTimeout)
            {
                next = node.Next;
                if (slot.IsNew)
                {
                    closes.Add(TakeOut(slot, ConnectionRefusal.Silent));
                }
            }

            _isTicking = false;
            if (_report.IsPending || _waiting.Any(slot => slot.IsNew))
            {
                StartTicking();
            }
        }

        closes.ForEach(close => close());
        _report.Write();
    }
}
