using Imaginator.ImageStores.Objects;
using Imaginator.Linux;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Unpacking;

/// <summary>Delivers contents from a tree that has them: each from the first file that the image has them in.</summary>
internal sealed class TreeContents(DirectoryHandle root)
{
    /// <exception cref="UnpackException">A file is not in the tree.</exception>
    public async Task DeliverAsync(
        IReadOnlyList<PlannedObject> objects,
        Func<int, ObjectContents, CancellationToken, ValueTask> receive,
        CancellationToken cancellationToken)
    {
        using var tree = TreeRoot.OfImage(root.Reopen());
        await Parallel.ForAsync(0, objects.Count, cancellationToken, async (index, token) =>
        {
            var planned = objects[index];
            using var file = Open(tree, planned.Files[0].Names[0]);
            await receive(index, ObjectContents.FromFile(file, (long)planned.Length), token);
        });
    }

    /// <summary>Measures the disk space of the files that have the contents.</summary>
    /// <exception cref="UnpackException">A file is not in the tree.</exception>
    public Task<IReadOnlyList<long>?> MeasureAsync(IReadOnlyList<PlannedObject> objects, CancellationToken cancellationToken)
    {
        using var tree = TreeRoot.OfImage(root.Reopen());
        var measured = new List<long>(objects.Count);
        foreach (var planned in objects)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var file = Open(tree, planned.Files[0].Names[0]);
            measured.Add(FileHandles.GetStatus(file).AllocatedSize);
        }

        return Task.FromResult<IReadOnlyList<long>?>(measured);
    }

    private static Microsoft.Win32.SafeHandles.SafeFileHandle Open(TreeRoot tree, PlannedName name)
    {
        try
        {
            return tree.OpenFile(name.Directory.Append(name.Name).ToString());
        }
        catch (LinuxException e)
        {
            throw new UnpackException(
                $"cannot read {name.ToDisplay()} in the cached tree: {e.Clause()}; run \"builder-tool fsck-store -repair\"", e);
        }
    }
}
