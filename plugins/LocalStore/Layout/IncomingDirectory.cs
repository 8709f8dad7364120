using Imaginator.Files;
using Imaginator.Linux.Trees;

namespace Imaginator.Plugins.LocalStore.Layout;

/// <summary>The directory of one upload.</summary>
internal static class IncomingDirectory
{
    public static DirectoryHandle Create(DirectoryHandle incoming, string name)
    {
        incoming.MakeDirectory(name, FileModes.Mode0700);
        return incoming.OpenDirectory(name);
    }

    /// <summary>Removes the directory and its contents. A missing directory is not an error.</summary>
    public static void Remove(DirectoryHandle incoming, string name)
    {
        switch (incoming.TryGetStatus(name)?.Type)
        {
            case null:
                return;
            case not FileType.Directory:
                // Not from this program, but not allowed here either.
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
