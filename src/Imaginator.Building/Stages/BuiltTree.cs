using System.Collections.Immutable;
using Imaginator.Building.Filtering;
using Imaginator.Building.Scanning;
using Imaginator.Images;
using Imaginator.Building.WorkingTrees;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Stages;

/// <summary>The tree of an image, ready to be packed, and what is known of the image besides.</summary>
/// <param name="tree">The tree; it belongs to this.</param>
/// <param name="sourcePin">What keeps the source image from being removed; null for a bootstrap image.</param>
internal sealed class BuiltTree(WorkingTree tree, IAsyncDisposable? sourcePin) : IAsyncDisposable
{
    public WorkingTree Tree { get; } = tree;

    /// <summary>The root of <see cref="Tree"/>.</summary>
    public TreeRoot Root => Tree.Root;

    /// <summary>The image as far as it is known: everything but tree, packages and build log.</summary>
    public required Image Draft { get; init; }

    /// <summary>What is left out of the image; null for nothing.</summary>
    public required PathFilter? ScanFilter { get; init; }

    /// <summary>The paths whose mtimes are not copied from the stream's previous image.</summary>
    public required PathFilter MtimesCopyFilter { get; init; }

    /// <summary>The image's computed files.</summary>
    public required ImmutableArray<ComputedFile> ComputedFiles { get; init; }

    public async ValueTask DisposeAsync()
    {
        Tree.Dispose();
        if (sourcePin is not null)
        {
            await sourcePin.DisposeAsync();
        }
    }
}
