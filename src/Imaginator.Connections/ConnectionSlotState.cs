namespace Imaginator.Connections;

/// <summary>The states of a connection.</summary>
internal enum ConnectionSlotState
{
    /// <summary>It waits for a handshake or a request.</summary>
    Waiting,

    /// <summary>It is in use.</summary>
    Held,

    /// <summary>The table closes it, and it still has its descriptor.</summary>
    Closing,

    /// <summary>It is closed.</summary>
    Closed,
}
