namespace Imaginator.Connections;

/// <summary>The connections of an owner. The lock of the table guards it.</summary>
internal sealed class ConnectionOwner(object key, int maximum, int maximumWaiting)
{
    public object Key => key;

    public int Maximum => maximum;

    public int MaximumHeld { get; } = ConnectionLimits.HeldOf(maximum);

    public int MaximumWaiting => maximumWaiting;

    public int Count { get; set; }

    public int Held { get; set; }

    /// <summary>The connections that wait, in the order in which they began to wait.</summary>
    public LinkedList<ConnectionSlot> Waiting { get; } = new();
}
