using Imaginator.Linux.Supervision;

namespace Imaginator.Sandbox.Supervision;

/// <summary>A command whose system calls the supervisor answers.</summary>
internal sealed class SupervisedCommand(int id, SeccompListener listener) : IDisposable
{
    /// <summary>The id of the command in the protocol.</summary>
    public int Id => id;

    /// <summary>Receives the calls of the command and its descendants.</summary>
    public SeccompListener Listener => listener;

    /// <summary>The denied calls.</summary>
    public DenialCounter Denials { get; } = new();

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();
}
