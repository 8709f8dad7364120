using System.Collections.Immutable;
using Imaginator.Host.Images.Trees;

namespace Imaginator.Host.Web.Console.Images.Trees;

/// <summary>A part of a directory of an image.</summary>
internal sealed record DirectoryModel
{
    public required string Image { get; init; }

    public required TreeFile Directory { get; init; }

    public required ImmutableArray<TreeFile> Entries { get; init; }

    public required int Total { get; init; }

    /// <summary>The address of the next part; null for none.</summary>
    public required string? Next { get; init; }

    public ImageTabs Tabs => new(Image, ImageTab.Files);
}
