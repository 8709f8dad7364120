using Imaginator.Host.Configuration;
using Imaginator.Host.Web.Html;

namespace Imaginator.Host.Web.Pages;

/// <summary>Notices about errors and warnings in the configuration.</summary>
internal static class ConfigurationNotices
{
    private const int ShownFaults = 20;

    public static void Write(HtmlWriter html, ConfigurationStatus status, PageClock clock)
    {
        foreach (var broken in status.Broken.Values)
        {
            html.Write($"<div class=\"notice error\" role=\"alert\">The newest version of the {NameOf(broken.Part)} ({broken.Source}) is unusable; ");
            html.Write($"the previous version stays active. Detected {PageParts.Age(broken.Since, clock)}.<ul>\n");
            foreach (var fault in broken.Faults.Take(ShownFaults))
            {
                html.Write($"<li>{fault.ToString()}</li>\n");
            }

            More(html, broken.Faults.Length);
            html.Write($"</ul></div>\n");
        }

        if (status.ImageStreamsKeptSince is { } kept)
        {
            html.Write($"<div class=\"notice\" role=\"alert\">The image streams were not available at start: ");
            html.Write($"the kept image streams, fetched {PageParts.Age(kept, clock)}, are active.</div>\n");
        }

        foreach (var (part, warnings) in status.Warnings)
        {
            if (warnings.IsEmpty)
            {
                continue;
            }

            html.Write($"<div class=\"notice\">Warnings about the {NameOf(part)}:<ul>\n");
            foreach (var warning in warnings.Take(ShownFaults))
            {
                html.Write($"<li>{warning.ToString()}</li>\n");
            }

            More(html, warnings.Length);
            html.Write($"</ul></div>\n");
        }
    }

    private static void More(HtmlWriter html, int count)
    {
        if (count > ShownFaults)
        {
            html.Write($"<li>and {count - ShownFaults} more</li>\n");
        }
    }

    private static string NameOf(ConfigurationPart part) => part switch
    {
        ConfigurationPart.Main => "main configuration",
        ConfigurationPart.ImageStreams => "image streams",
        ConfigurationPart.Variables => "variables file",
        _ => part.ToString(),
    };
}
