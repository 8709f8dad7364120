using Imaginator.Linux.Trees;
using Imaginator.Plugins.LocalStore.Catalogue;

namespace Imaginator.Plugins.LocalStore.Layout;

/// <summary>
/// Stands in for a directory that is missing in a store on a read-only file system: many backup tools leave empty directories out.
/// </summary>
internal static class EmptyDirectory
{
    /// <summary>Opens a directory that has been removed: it is empty, and nothing can be created in it.</summary>
    public static DirectoryHandle Open()
    {
        var path = ScratchDirectory.Create("imaginator-empty-", static _ => { });
        try
        {
            return DirectoryHandle.OpenHost(path);
        }
        finally
        {
            Directory.Delete(path);
        }
    }
}
