using System.Collections.Immutable;
using Imaginator.Host.Web.Addresses;

namespace Imaginator.Host.Web.Console;

/// <summary>A link of the navigation.</summary>
internal sealed record NavigationLink(PageSection Section, string Address, string Text)
{
    private static readonly ImmutableArray<NavigationLink> All =
    [
        new(PageSection.Streams, PageAddress.Streams, "Streams"),
        new(PageSection.Failing, PageAddress.Failing, "Failing now"),
        new(PageSection.Builds, PageAddress.AllBuilds, "Builds"),
        new(PageSection.Images, ImageAddress.List, "Images"),
        new(PageSection.Graph, PageAddress.Graph, "Graph") { IsOfSite = true },
        new(PageSection.Dashboards, PageAddress.Dashboards, "Dashboards") { IsOfSite = true },
        new(PageSection.Logs, PageAddress.LogArchive, "Logs"),
        new(PageSection.Plugins, PageAddress.Plugins, "Plugins") { IsOfSite = true },
        new(PageSection.Notifications, PageAddress.Notifications, "Notifications") { IsOfSite = true },
        new(PageSection.Audit, PageAddress.Audit, "Audit") { IsOfSite = true },
    ];

    /// <summary>Whether the page is about the whole site, not about streams.</summary>
    public bool IsOfSite { get; init; }

    /// <summary>The links that a page has.</summary>
    public static IEnumerable<NavigationLink> Of(PageFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return All.Where(link => frame.HasImagesOnly ? link.Section == PageSection.Images : frame.Visitor.SeesSite || !link.IsOfSite);
    }
}
