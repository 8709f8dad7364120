using System.Collections.Immutable;
using Imaginator.Host.Web.Console.Parts;
using Imaginator.Images;

namespace Imaginator.Host.Web.Console.Images.Trees;

/// <summary>A page of the packages of an image.</summary>
internal sealed record PackagesModel(string Image, ImmutableArray<Package> Packages, int Total, Pager Pager)
{
    public ImageTabs Tabs => new(Image, ImageTab.Packages);
}
