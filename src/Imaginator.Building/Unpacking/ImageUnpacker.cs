using Imaginator.Building.Scanning;
using Imaginator.Building.Trees;
using Imaginator.Files;
using Imaginator.ImageStores;
using Imaginator.Images;
using Imaginator.Linux;
using Imaginator.Linux.Trees;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Building.Unpacking;

/// <summary>
/// Makes the tree of an image on disk, exactly: contents, owners, modes, times, extended attributes, hard links,
/// devices. Computed files become empty ones, because only the machine that gets the image can ask for their contents.
/// </summary>
/// <remarks>
/// The author of the image is not trusted: the image is validated first, and everything is created by name in its own
/// directory, so that nothing outside of the target can be reached.
/// </remarks>
public static class ImageUnpacker
{
    // The root directory of a new ext4 file system has this directory, which belongs to the file system.
    private const string LostAndFound = "lost+found";

    private const uint PermissionsWithoutSetGid = 0x3FF; // 01777

    /// <summary>Unpacks an image.</summary>
    /// <param name="hostDirectory">An empty directory of the host that is not used otherwise. It becomes the root.</param>
    /// <param name="cancellationToken">Cancels. After that, and after a failure, the directory is empty again.</param>
    /// <returns>
    /// The number of bytes that the tree's files need less than their lengths, because they have holes. The tree is complete; it
    /// may not be on the disk yet.
    /// </returns>
    /// <exception cref="UnpackException">
    /// The image is malformed, the directory is not empty or too small, or the kernel refuses something.
    /// </exception>
    /// <exception cref="ImageStoreException">An object is missing or corrupt, or the image store fails.</exception>
    public static Task<long> UnpackAsync(
        IImageStore store, Image image, string hostDirectory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(image);
        return UnpackAsync(
            (objects, receive, token) => store.GetVerifiedObjectsAsync([.. objects.Select(planned => planned.Hash)], receive, token),
            (objects, token) => store.TryMeasureObjectsAsync([.. objects.Select(planned => planned.Hash)], token),
            image,
            hostDirectory,
            cancellationToken);
    }

    /// <summary>
    /// Creates the tree of an image from another unpacked tree of it. Contents share their blocks with that tree if the file
    /// system supports it.
    /// </summary>
    /// <param name="hostDirectory">An empty directory of the host that is not used otherwise. It becomes the root.</param>
    /// <param name="cancellationToken">Cancels. After that, and after a failure, the directory is empty again.</param>
    /// <exception cref="UnpackException">
    /// The directory is not empty or too small, or the kernel refuses something.
    /// </exception>
    internal static Task<long> CopyAsync(
        DirectoryHandle source, Image image, string hostDirectory, CancellationToken cancellationToken)
    {
        var contents = new TreeContents(source);
        return UnpackAsync(contents.DeliverAsync, contents.MeasureAsync, image, hostDirectory, cancellationToken);
    }

    private static async Task<long> UnpackAsync(
        ObjectDelivery deliver, ObjectMeasurement measure, Image image, string hostDirectory, CancellationToken cancellationToken)
    {
        var tree = image.FileSystem
            ?? throw new ArgumentException("the image has no file-system tree", nameof(image));

        // 1. Nothing is created for an image that is malformed or does not fit.
        TreeValidator.Validate(tree);
        LargeTreeMemory.Release(tree.InodeTable.Count);
        var plan = UnpackPlan.Of(tree);
        LargeTreeMemory.Release(tree.InodeTable.Count);
        using var root = OpenEmpty(hostDirectory);
        await RequireSpaceAsync(hostDirectory, plan, measure, cancellationToken);

        // The tree inherits nothing from the directory that it is in.
        InheritedAttributes.Clear(root.Directory, root.Directory.GetStatus().Mode & PermissionsWithoutSetGid);
        try
        {
            // 2. Directories, from the top, closed to other users; then everything in them.
            using var maker = new InodeMaker(root);
            MakeTree(maker, plan, cancellationToken);
            await deliver(
                plan.Objects,
                (index, contents, token) => maker.MakeWithContentsAsync(plan.Objects[index], contents, token),
                cancellationToken);

            // 3. Now the directories can get their modes, the root last.
            FinishDirectories(maker, plan, cancellationToken);
            maker.FinishDirectory(PathNode.Root, tree.Root);
            return maker.HoleBytes;
        }
        catch (Exception e)
        {
            Clear(root, e);
            throw;
        }
    }

    private static void MakeTree(InodeMaker maker, UnpackPlan plan, CancellationToken cancellationToken)
    {
        foreach (var directory in plan.Directories)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!IsLostAndFound(directory) || !maker.Exists(directory))
            {
                maker.MakeDirectory(directory);
            }
        }

        ForEach(plan.WithoutContents, maker.MakeWithoutContents, cancellationToken);
    }

    private static void FinishDirectories(InodeMaker maker, UnpackPlan plan, CancellationToken cancellationToken) =>
        ForEach(plan.Directories, directory => maker.FinishDirectory(directory.Path, directory.Inode), cancellationToken);

    private static void ForEach<T>(IReadOnlyCollection<T> items, Action<T> action, CancellationToken cancellationToken) =>
        ParallelLoop.ForEach(items, new ParallelOptions { CancellationToken = cancellationToken }, action);

    private static bool IsLostAndFound(PlannedDirectory directory) =>
        directory.Path is { Name: LostAndFound, Parent.Parent: null };

    private static TreeRoot OpenEmpty(string hostDirectory)
    {
        TreeRoot? root = null;
        try
        {
            root = TreeRoot.OpenImage(hostDirectory);
            if (root.Directory.ReadEntries().Find(entry => !IsEmptyLostAndFound(root.Directory, entry)) is { } name)
            {
                throw new UnpackException(
                    $"cannot unpack the image into {hostDirectory}: the directory is not empty (it contains \"{FileName.ToDisplay(name)}\"); "
                    + "give an empty directory");
            }

            return root;
        }
        catch (LinuxException e)
        {
            root?.Dispose();
            throw new UnpackException($"cannot unpack the image into {hostDirectory}: {e.Clause()}", e);
        }
        catch
        {
            root?.Dispose();
            throw;
        }
    }

    private static bool IsEmptyLostAndFound(DirectoryHandle root, string name)
    {
        if (name != LostAndFound || root.TryGetStatus(name) is not { Type: FileType.Directory })
        {
            return false;
        }

        using var directory = root.OpenDirectory(name);
        return !directory.HasEntries();
    }

    private static async Task RequireSpaceAsync(
        string hostDirectory, UnpackPlan plan, ObjectMeasurement measure, CancellationToken cancellationToken)
    {
        var free = (ulong)new DriveInfo(hostDirectory).AvailableFreeSpace;
        if (plan.TotalBytes <= free)
        {
            return;
        }

        // Files with holes are longer than the space that they need.
        var needed = await measure(plan.Objects, cancellationToken) is { } measured ? plan.BytesOnDisk(measured) : plan.TotalBytes;
        if (needed > free)
        {
            throw new UnpackException(
                $"cannot unpack the image into {hostDirectory}: it requires {needed >> 20} MiB, but only {free >> 20} MiB are free; "
                + "free space, or give a directory on another file system");
        }
    }

    private static void Clear(TreeRoot root, Exception cause)
    {
        try
        {
            foreach (var name in root.Directory.ReadEntries().Where(name => !IsEmptyLostAndFound(root.Directory, name)))
            {
                TreeRemover.Remove(root.Directory, name, CancellationToken.None);
            }
        }
        catch (ImaginatorException e)
        {
            throw new UnpackException($"{cause.Message}\nthe files that were already unpacked cannot be removed: {e.Clause()}", cause);
        }
    }
}
