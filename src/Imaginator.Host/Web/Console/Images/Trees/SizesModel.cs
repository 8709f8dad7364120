using System.Collections.Immutable;
using Imaginator.Host.Images.Trees;

namespace Imaginator.Host.Web.Console.Images.Trees;

/// <summary>The sizes of the entries of a directory, as a treemap and a table.</summary>
internal sealed record SizesModel(string Image, DirectorySizes Sizes, ImmutableArray<TreemapTile> Tiles)
{
    public ImageTabs Tabs => new(Image, ImageTab.Sizes);
}
