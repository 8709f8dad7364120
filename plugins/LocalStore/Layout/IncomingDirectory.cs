using Imaginator.Linux.Trees;

namespace Imaginator.Plugins.LocalStore.Layout;

/// <summary>The directory that an upload writes to.</summary>
internal static class IncomingDirectory
{
    private const uint Permissions = 0x1C0;

    public static DirectoryHandle Create(DirectoryHandle incoming, string name)
    {
        incoming.MakeDirectory(name, Permissions);
        return incoming.OpenDirectory(name);
    }

    /// <summary>Removes the directory with what is in it; a missing one is no error.</summary>
    public static void Remove(DirectoryHandle incoming, string name)
    {
        switch (incoming.TryGetStatus(name)?.Type)
        {
            case null:
                return;
            case not FileType.Directory:
                // Nothing of ours; in the way all the same.
                incoming.Unlink(name);
                return;
        }

        using (var directory = incoming.OpenDirectory(name))
        {
            foreach (var file in directory.ReadEntries())
            {
                directory.Unlink(file);
            }
        }

        incoming.RemoveDirectory(name);
    }
}
