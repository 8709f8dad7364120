using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Html;

namespace Imaginator.Host.Web.Pages;

/// <summary>Image names as links to the pages of a Dominator imageserver; as plain text if no host is configured.</summary>
internal sealed class ImageLinks(string host, int port)
{
    private readonly string? _base = Uri.CheckHostName(host) is UriHostNameType.Unknown
        ? null
        : new UriBuilder(Uri.UriSchemeHttp, host, port, "showImage").Uri.AbsoluteUri;

    /// <summary>The address of an image's page; null without a host.</summary>
    public string? AddressOf(string imageName) => _base is null ? null : PageAddress.Of(_base, imageName);

    /// <summary>The image's name as a link; nothing for an empty name.</summary>
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
