using System.Collections.Immutable;

namespace Imaginator.Host.Web.Console.Images.Overview;

/// <summary>The filter of an image; null for a sparse image, which has none.</summary>
internal sealed record FilterModel(string Image, ImmutableArray<string>? Lines)
{
    public ImageTabs Tabs => new(Image, ImageTab.Filter);
}
