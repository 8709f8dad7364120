namespace Imaginator.Connections;

/// <summary>The reasons for which a connection is refused or closed.</summary>
public enum ConnectionRefusal
{
    /// <summary>Its owner has too many connections in use.</summary>
    Owner,

    /// <summary>Too many connections are in use.</summary>
    Total,

    /// <summary>The process has too few free file descriptors.</summary>
    Descriptors,

    /// <summary>It waited for the longest time when there were too many waiting connections.</summary>
    Displaced,

    /// <summary>No handshake or request arrived in time.</summary>
    Silent,
}
