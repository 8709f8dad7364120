using System.Collections.Immutable;
using Imaginator.Host.Images.Trees;
using Imaginator.Host.Web.Addresses;

namespace Imaginator.Host.Web.Console.Images;

/// <summary>The links between the pages about one image.</summary>
internal sealed record ImageTabs(string Image, ImageTab Current)
{
    /// <summary>The links in order.</summary>
    public ImmutableArray<(ImageTab Tab, string Address, string Text)> Links =>
    [
        (ImageTab.Overview, ImageAddress.Of(Image), "Overview"),
        (ImageTab.Files, ImageAddress.OfPath(ImageAddress.Files, Image, TreePath.Root), "Files"),
        (ImageTab.Packages, PageAddress.Of(ImageAddress.Packages, Image), "Packages"),
        (ImageTab.Filter, PageAddress.Of(ImageAddress.Filter, Image), "Filter"),
        (ImageTab.Triggers, PageAddress.Of(ImageAddress.Triggers, Image), "Triggers"),
        (ImageTab.Sizes, ImageAddress.OfPath(ImageAddress.Sizes, Image, TreePath.Root), "Sizes"),
    ];
}
