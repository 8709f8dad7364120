namespace Imaginator.Building.Sandboxing.Users;

/// <summary>Whether the commands of builds get a user namespace, in which root is not root of the machine.</summary>
public enum UserNamespaceMode
{
    /// <summary>If the kernel and the file system of the state directory support it.</summary>
    Auto,

    /// <summary>Always: without support, no command runs.</summary>
    Required,

    /// <summary>Never.</summary>
    Off,
}
