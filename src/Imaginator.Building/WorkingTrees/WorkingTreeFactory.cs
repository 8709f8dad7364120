using Imaginator.Building.Sandboxing.Users;
using Imaginator.Building.SourceTrees;
using Imaginator.Building.Unpacking;
using Imaginator.Building.Workspaces;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Logging;
using Microsoft.Extensions.Logging;

namespace Imaginator.Building.WorkingTrees;

/// <summary>
/// Gives each build a tree that starts as its source image: an overlay over the cached tree of the image; where overlays
/// cannot be used, a copy of it, whose files share their blocks with it where the file system can.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class WorkingTreeFactory : IAsyncDisposable
{
    private readonly TreeCache _cache;
    private readonly OverlaySupport _overlays;
    private readonly long _cacheSize;

    private WorkingTreeFactory(TreeCache cache, long cacheSize, OverlaySupport overlays)
    {
        _cache = cache;
        _cacheSize = cacheSize;
        _overlays = overlays;
    }

    /// <summary>Opens the cache and tests the features of this machine.</summary>
    /// <param name="cacheDirectory">The directory of cached trees; an absolute path, created if missing.</param>
    /// <param name="cacheSize">The maximum disk space of unused cached trees in bytes.</param>
    /// <param name="ids">The map of the ids of user namespaces; null for sandboxes without one.</param>
    /// <exception cref="ImaginatorException">The directory cannot be used.</exception>
    public static WorkingTreeFactory Open(
        string cacheDirectory, long cacheSize, WorkspaceRoot workspaces, TimeProvider timeProvider, ILogger logger, IdMap? ids = null)
    {
        ArgumentNullException.ThrowIfNull(workspaces);
        try
        {
            var cache = TreeCache.Open(cacheDirectory, cacheSize, timeProvider, logger);
            var overlays = OverlayProbe.Run(cacheDirectory, workspaces, ids);
            if (overlays.UnusableReason is { } unusable)
            {
                WorkingTreeLog.NoOverlays(logger, unusable);
            }
            else
            {
                WorkingTreeLog.OverlaysUsed(logger, overlays.IsVolatile);
            }

            WorkingTreeLog.DisksLimited(logger, workspaces.DiskMode);
            return new WorkingTreeFactory(cache, cacheSize, overlays);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImaginatorException(
                $"cannot use {cacheDirectory} for unpacked source images: {e.Clause()}; choose another directory with -stateDir", e);
        }
    }

    /// <summary>Waits for work in the background: flushes and removals of trees.</summary>
    public ValueTask DisposeAsync() => _cache.DisposeAsync();

    /// <summary>Whether <see cref="OpenForTests"/> works here.</summary>
    internal bool CanIsolateTests => _overlays.IsUsable;

    /// <summary>A view of a built tree in which everything can be changed without changing the tree.</summary>
    /// <param name="tree">The tree; nothing may change in it while the result is used.</param>
    /// <param name="workspace">The workspace for the changes; it must outlive the result.</param>
    internal SandboxTree OpenForTests(WorkingTree tree, Workspace workspace) =>
        TestedTree.Create(tree, workspace, _overlays);

    /// <summary>Makes the tree of an image.</summary>
    /// <param name="workspace">The workspace for the tree; it must outlive the tree.</param>
    /// <param name="asPlainTree">Whether the tree must be a separate directory.</param>
    /// <exception cref="UnpackException">It cannot be unpacked.</exception>
    /// <exception cref="ImageStoreException">The image store fails.</exception>
    internal async Task<(WorkingTree Tree, bool WasCached)> OpenSourceAsync(
        IImageStore store,
        string imageName,
        Image image,
        Workspace workspace,
        bool asPlainTree,
        IBuildLog log,
        CancellationToken cancellationToken)
    {
        if (_overlays.Ids is not null)
        {
            ForeignOwner.Refuse(imageName, image.FileSystem!);
        }

        var incompatibility = OverlayIncompatibility.Find(image.FileSystem!);
        if (incompatibility is not null && _overlays.IsUsable)
        {
            log.WriteLine($"{imageName} is copied, because it contains {incompatibility}");
        }
        else if (_overlays.UnusableReason is { } reason && !asPlainTree)
        {
            log.WriteLine($"{imageName} is copied, because overlays cannot be used here: {reason}");
        }

        var asOverlay = _overlays.IsUsable && incompatibility is null && !asPlainTree;
        if (!asOverlay && TreeSize.Of(image.FileSystem!) > _cacheSize)
        {
            // A copy of something that is then thrown away would be one too many.
            await ImageUnpacker
                .UnpackAsync(store, image, workspace.TreePath, cancellationToken);
            return (PlainTree.Of(workspace), false);
        }

        var cached = await _cache.AcquireAsync(store, imageName, image, cancellationToken);
        if (asOverlay)
        {
            return (OverlayTree.Create(cached, image.FileSystem!, workspace, _overlays), cached.WasThere);
        }

        using (cached)
        {
            using var root = cached.OpenRoot();
            await ImageUnpacker
                .CopyAsync(root, image, workspace.TreePath, cancellationToken);
            return (PlainTree.Of(workspace), cached.WasThere);
        }
    }
}
