namespace Imaginator.Connections;

/// <summary>The limits of the connections of a port, or of several ports together.</summary>
public sealed record ConnectionLimits
{
    private const int ReserveDivisor = 8;

    /// <summary>The maximum number of connections.</summary>
    public int Maximum { get; init; } = 4096;

    /// <summary>The maximum number of connections from an address.</summary>
    public int MaximumPerAddress { get; init; } = 3072;

    /// <summary>The maximum number of connections that the port assigns to an owner.</summary>
    public int MaximumPerOwner { get; init; } = 3072;

    /// <summary>The maximum number of connections that wait for a handshake or a request.</summary>
    public int MaximumWaiting { get; init; } = 1024;

    /// <summary>The maximum number of connections from an address that wait for a handshake or a request.</summary>
    public int MaximumWaitingPerAddress { get; init; } = 256;

    /// <summary>The maximum time from the connection to the end of the handshake or of the head of the first request.</summary>
    public TimeSpan SetupTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>The file descriptors of the process that connections never use.</summary>
    public int ReservedDescriptors { get; init; } = 1024;

    /// <summary>The maximum number of connections in use; the others are always there for new clients.</summary>
    internal int MaximumHeld => HeldOf(Maximum);

    /// <summary>The maximum number of connections in use, of a maximum number of connections.</summary>
    internal static int HeldOf(int maximum) => maximum - (maximum / ReserveDivisor);
}
