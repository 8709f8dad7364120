using Imaginator.Host.Web.Html;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Web;

/// <summary>Names of images as links to the pages of an image server, where there is one that people can reach.</summary>
/// <param name="host">The host name for links; empty for none.</param>
/// <param name="port">Its port.</param>
internal sealed class ImageLinks(string host, int port)
{
    private readonly string? _base = Uri.CheckHostName(host) is UriHostNameType.Unknown
        ? null
        : new UriBuilder(Uri.UriSchemeHttp, host, port, "showImage").Uri.AbsoluteUri;

    /// <summary>What the flags say. An image server of one's own, the embedded one, has no pages.</summary>
    /// <param name="flags">The flags.</param>
    public static ImageLinks From(FlagValues flags)
    {
        var host = flags.Get(WebFlags.PresentationImageServerHostname);
        return new ImageLinks(
            host.Length == 0 && flags.IsGiven(SharedFlags.ImageServerHostname) ? flags.Get(SharedFlags.ImageServerHostname) : host,
            flags.Get(SharedFlags.ImageServerPortNumber));
    }

    /// <summary>The address of an image's page; null if there is none.</summary>
    /// <param name="imageName">The image.</param>
    public string? AddressOf(string imageName) => _base is null ? null : PageAddress.Of(_base, imageName);

    /// <summary>The name, and what it leads to.</summary>
    /// <param name="imageName">The image; null or empty for nothing.</param>
    public HtmlPart Of(string? imageName) => html =>
    {
        if (string.IsNullOrEmpty(imageName))
        {
            return;
        }

        if (AddressOf(imageName) is { } address)
        {
            html.Write($"<a class=\"mono\" href=\"{address}\">{imageName}</a>");
        }
        else
        {
            html.Write($"<span class=\"mono\">{imageName}</span>");
        }
    };
}
