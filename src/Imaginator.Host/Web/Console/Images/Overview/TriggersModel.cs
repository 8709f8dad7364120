using System.Collections.Immutable;
using Imaginator.Images;

namespace Imaginator.Host.Web.Console.Images.Overview;

/// <summary>The triggers of an image; null for none.</summary>
internal sealed record TriggersModel(string Image, ImmutableArray<Trigger>? Triggers)
{
    public ImageTabs Tabs => new(Image, ImageTab.Triggers);
}
