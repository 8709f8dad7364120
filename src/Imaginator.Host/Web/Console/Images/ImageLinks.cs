using Imaginator.Host.Web.Addresses;

namespace Imaginator.Host.Web.Console.Images;

/// <summary>The pages of a Dominator imageserver; without a host, there are none.</summary>
internal sealed class ImageLinks(string host, int port)
{
    private readonly string? _base = Uri.CheckHostName(host) is UriHostNameType.Unknown
        ? null
        : new UriBuilder(Uri.UriSchemeHttp, host, port, ImageAddress.Overview[1..]).Uri.AbsoluteUri;

    /// <summary>The address of an image's page there; null without a host.</summary>
    public string? AddressOf(string imageName) => _base is null ? null : PageAddress.Of(_base, imageName);
}
