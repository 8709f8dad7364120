using Imaginator.Linux.Trees;

namespace Imaginator.Building.SourceTrees;

/// <summary>A cached tree that somebody uses: it stays, and stays as it is, until this is disposed of.</summary>
internal sealed class CachedTree(TreeCache cache, CacheEntry entry, bool wasThere) : IDisposable
{
    public bool WasThere { get; } = wasThere;

    /// <summary>Opens the root directory of the tree. Nobody may change anything in it.</summary>
    public DirectoryHandle OpenRoot() => DirectoryHandle.OpenHost(entry.TreePath);

    public void Dispose()
    {
        entry.Dispose();
        cache.StartTidying();
    }
}
