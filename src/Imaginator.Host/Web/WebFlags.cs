using System.Collections.Immutable;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Web;

/// <summary>Flags of the web pages.</summary>
internal static class WebFlags
{
    /// <summary>Empty for the host of the image store.</summary>
    public static Flag<string> PresentationImageServerHostname { get; } = new(
        "presentationImageServerHostname", FlagTypes.Host, "",
        "Host name in links to images. If it is not given, links use the value of -imageServerHostname; if neither is given, "
        + "pages show no links to images.") { Group = "Web pages" };

    public static ImmutableArray<Flag> All { get; } = [PresentationImageServerHostname];
}
