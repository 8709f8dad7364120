using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Originals;

/// <summary>
/// A query of Dominator's imageserver: a name, and a format such as in <c>base/debian/1&amp;output=text</c>. Each is empty if it is not
/// given.
/// </summary>
internal sealed record OriginalQuery(string Name, string Format)
{
    private const string Output = "output=";

    public static OriginalQuery Of(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var parts = (request.QueryString.Value ?? "").TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries);
        var format = parts.FirstOrDefault(part => part.StartsWith(Output, StringComparison.Ordinal)) ?? Output;
        var name = parts.FirstOrDefault(part => !part.StartsWith(Output, StringComparison.Ordinal)) ?? "";
        return new OriginalQuery(Uri.UnescapeDataString(name), format[Output.Length..]);
    }
}
