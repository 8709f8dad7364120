using System.Collections.Immutable;

namespace Imaginator.Hosting.Flags;

/// <summary>Flags of the web pages.</summary>
public static class WebFlags
{
    /// <summary>The host of the image server as readers of the pages reach it; empty for that of <see cref="SharedFlags"/>.</summary>
    public static Flag<string> PresentationImageServerHostname { get; } = new(
        "presentationImageServerHostname", FlagTypes.Text, "",
        "Host name in links to images; by default that of -imageServerHostname, and no links where neither is given.")
    { Group = "Web pages" };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Flag> All { get; } = [PresentationImageServerHostname];
}
