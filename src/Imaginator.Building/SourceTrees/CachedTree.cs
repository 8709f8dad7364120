using Imaginator.Linux.Trees;

namespace Imaginator.Building.SourceTrees;

/// <summary>A cached tree in use: it is neither removed nor changed until this is disposed of.</summary>
internal sealed class CachedTree(TreeCache cache, CacheEntry entry, bool wasThere) : IDisposable
{
    public bool WasThere { get; } = wasThere;

    /// <summary>Opens the root directory of the tree. Nothing in it may be changed.</summary>
    public DirectoryHandle OpenRoot() => DirectoryHandle.OpenHost(entry.TreePath);

    public void Dispose()
    {
        entry.Dispose();
        cache.StartTidying();
    }
}
