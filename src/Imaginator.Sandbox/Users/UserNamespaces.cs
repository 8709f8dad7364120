using Imaginator.Linux.Processes;
using Imaginator.Linux.Trees;

namespace Imaginator.Sandbox.Users;

/// <summary>The user namespaces of a sandbox.</summary>
/// <param name="ForProcesses">The namespace of the commands; null for that of the caller.</param>
/// <param name="ForMounts">The map of the ids on the mounts of the sandbox; null for none.</param>
internal sealed record UserNamespaces(UserNamespace? ForProcesses, UserNamespace? ForMounts) : IDisposable
{
    /// <summary>The user namespace of the caller.</summary>
    public static UserNamespaces None { get; } = new(null, null);

    /// <summary>The difference between the ids that commands have and those that the host sees.</summary>
    public IdShift Shift => ForProcesses is null ? IdShift.None : IdShift.ForUserNamespace;

    /// <summary>Creates the namespaces.</summary>
    public static UserNamespaces Create() => new(UserNamespace.CreateForProcesses(), UserNamespace.CreateForMounts());

    /// <inheritdoc/>
    public void Dispose()
    {
        ForProcesses?.Dispose();
        ForMounts?.Dispose();
    }
}
