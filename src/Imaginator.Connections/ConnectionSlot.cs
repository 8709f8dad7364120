namespace Imaginator.Connections;

/// <summary>The entry of a connection in a <see cref="ConnectionTable"/>. Thread-safe.</summary>
/// <remarks>
/// A connection waits until its handshake or its first request, and between requests. The table may close a waiting connection
/// to accept another one, and never closes a held one.
/// </remarks>
public sealed class ConnectionSlot : IDisposable
{
    private readonly ConnectionTable _table;

    internal ConnectionSlot(ConnectionTable table, ConnectionOwner owner)
    {
        _table = table;
        Owner = owner;
        InAll = new LinkedListNode<ConnectionSlot>(this);
        InOwner = new LinkedListNode<ConnectionSlot>(this);
    }

    /// <summary>The owner; the lock of the table guards this and the following members.</summary>
    internal ConnectionOwner Owner { get; set; }

    internal LinkedListNode<ConnectionSlot> InAll { get; }

    internal LinkedListNode<ConnectionSlot> InOwner { get; }

    /// <summary>The time at which it began to wait.</summary>
    internal long WaitsSince { get; set; }

    /// <summary>Whether neither a handshake nor a request is complete.</summary>
    internal bool IsNew { get; set; } = true;

    internal ConnectionSlotState State { get; set; }

    /// <summary>Closes the connection; null until it exists.</summary>
    internal Action? Close { get; set; }

    /// <summary>
    /// Puts the connection into use, so that it stays open; false if too many connections are in use, or it is being closed.
    /// </summary>
    public bool TryHold() => _table.TryHold(this);

    /// <summary>Ends the use: the connection waits for the next request.</summary>
    public void Release() => _table.Release(this);

    /// <summary>The handshake is complete, and the client is not known: the connection keeps waiting, for any time.</summary>
    public void Establish() => _table.Establish(this);

    /// <summary>Assigns the connection to another owner, which is compared by its equality; false if that has too many in use.</summary>
    public bool TryAssign(object owner) => _table.TryAssign(this, owner);

    /// <summary>Sets the way to close the connection, and closes it if that was decided before.</summary>
    public void Attach(Action close) => _table.Attach(this, close);

    /// <summary>The connection is closed.</summary>
    public void Dispose() => _table.Remove(this);
}
