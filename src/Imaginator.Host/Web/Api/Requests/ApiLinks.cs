using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Web.Addresses;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Requests;

/// <summary>Makes addresses of the API for answers, under the path of the daemon's proxy.</summary>
internal sealed class ApiLinks
{
    private readonly string _root;

    private ApiLinks(PathString pathBase) => _root = pathBase.ToUriComponent() + ApiAddress.Root;

    public static ApiLinks Of(HttpContext context) => new(context.Request.PathBase);

    public string Build(BuildId id) => $"{_root}/builds/{id}";

    public string BuildLog(BuildId id) => $"{Build(id)}/log";

    public string Image(string name) => $"{_root}/images/{Uri.EscapeDataString(name)}";

    public string ImageLog(string name) => $"{Image(name)}/log";

    public string ImageNotes(string name) => $"{Image(name)}/release-notes";

    /// <summary>A file of an image, whose path is already escaped.</summary>
    public string Files(string image, string escapedPath) => $"{Image(image)}/files?path={escapedPath}";

    public string Token(string id) => $"{_root}/tokens/{Uri.EscapeDataString(id)}";
}
