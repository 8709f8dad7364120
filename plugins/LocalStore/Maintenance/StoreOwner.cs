using Imaginator.Linux.Trees;

namespace Imaginator.Plugins.LocalStore.Maintenance;

/// <summary>The owner of everything in a store: root, if root uses it.</summary>
internal static class StoreOwner
{
    private const uint Root = 0;

    /// <summary>The fault of an owner, as a clause; null if it is correct.</summary>
    public static string? FaultOf(FileStatus status) =>
        Environment.IsPrivilegedProcess && status.Uid != Root ? $"the owner is user {status.Uid} instead of root" : null;

    /// <summary>Gives a file to root. Set the mode afterwards.</summary>
    public static void Correct(DirectoryHandle directory, string name)
    {
        if (Environment.IsPrivilegedProcess && directory.TryGetStatus(name) is not { Uid: Root })
        {
            directory.SetOwner(name, Root, Root);
        }
    }
}
