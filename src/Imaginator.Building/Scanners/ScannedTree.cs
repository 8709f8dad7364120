using Imaginator.Images;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Scanners;

/// <summary>A tree that a scanner reads.</summary>
/// <param name="Root">The root of the tree.</param>
/// <param name="RootPath">The path of the root, for processes that can inspect this one.</param>
internal sealed record ScannedTree(TreeRoot Root, string RootPath)
{
    /// <summary>The upper layer, if the tree is an overlay; otherwise empty.</summary>
    public string UpperPath { get; init; } = "";

    /// <summary>The work directory of the overlay.</summary>
    public string WorkPath { get; init; } = "";

    /// <summary>The source image of the overlay.</summary>
    public FileSystemTree? Source { get; init; }
}
