using System.Collections.Immutable;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Web;

/// <summary>Flags of the web pages.</summary>
internal static class WebFlags
{
    /// <summary>Empty for the host of the image store, if that is an imageserver.</summary>
    public static Flag<string> PresentationImageServerHostname { get; } = new(
        "presentationImageServerHostname", FlagTypes.Host, "",
        "Host name of the imageserver in links from the pages of images to its pages. If it is not given, links use the value of "
        + "-imageServerHostname; if neither is given, pages have no links to an imageserver.") { Group = "Web pages" };

    public static ImmutableArray<Flag> All { get; } = [PresentationImageServerHostname];
}
