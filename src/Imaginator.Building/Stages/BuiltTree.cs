using System.Collections.Immutable;
using Imaginator.Building.Packaging;
using Imaginator.Building.Scanning;
using Imaginator.Building.WorkingTrees;
using Imaginator.Images;
using Imaginator.Linux.Trees;
using Imaginator.Scanning.Filtering;

namespace Imaginator.Building.Stages;

/// <summary>The tree of an image, ready to be packed, with everything else that is known of the image.</summary>
/// <param name="tree">The tree; it belongs to this.</param>
/// <param name="sourcePin">Protects the source image from removal; null for a bootstrap image.</param>
internal sealed class BuiltTree(WorkingTree tree, IAsyncDisposable? sourcePin) : IAsyncDisposable
{
    public WorkingTree Tree { get; } = tree;

    /// <summary>The root of <see cref="Tree"/>.</summary>
    public TreeRoot Root => Tree.Root;

    /// <summary>The image as far as it is known: everything except its tree, packages and build log.</summary>
    public required Image Draft { get; init; }

    /// <summary>Excludes files from the image; null for none.</summary>
    public required PathFilter? ScanFilter { get; init; }

    /// <summary>Excludes paths from the copy of mtimes from the previous image.</summary>
    public required PathFilter MtimesCopyFilter { get; init; }

    /// <summary>The computed files of the image.</summary>
    public required ImmutableArray<ComputedFile> ComputedFiles { get; init; }

    /// <summary>The tree of the source image; null for a bootstrap image.</summary>
    public FileSystemTree? SourceTree { get; init; }

    /// <summary>Why the image must have packages; null if it can have none.</summary>
    public ExpectedPackages? ExpectedPackages { get; init; }

    public async ValueTask DisposeAsync()
    {
        Tree.Dispose();
        if (sourcePin is not null)
        {
            await sourcePin.DisposeAsync();
        }
    }
}
