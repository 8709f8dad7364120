using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Imaginator.Host.Web.Api.Requests;

/// <summary>Values in the path of a request.</summary>
internal static class ApiSegments
{
    /// <summary>
    /// The name of a stream or image. Kestrel decodes the path except for encoded slashes, so that a name with slashes is one segment.
    /// </summary>
    public static string NameOf(HttpContext context) => TextOf(context, "name").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    /// <summary>Another value.</summary>
    public static string TextOf(HttpContext context, string parameter) => (string?)context.GetRouteValue(parameter) ?? "";
}
