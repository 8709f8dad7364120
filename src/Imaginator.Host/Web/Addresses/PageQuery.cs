using Imaginator.Host.Queue.Requests;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Addresses;

/// <summary>
/// The query of a page: a name (empty for none), and the build before which a list continues (null for the newest builds).
/// </summary>
internal sealed record PageQuery(string Name, BuildId? Before)
{
    private const string BeforeParameter = "&before=";

    /// <summary>Reads the query of a request.</summary>
    public static PageQuery Of(HttpContext context)
    {
        var text = context.Request.QueryString.Value is { Length: > 0 } query ? query[1..] : "";

        // Without a name, the parameter comes first and has no separator.
        text = text.StartsWith(BeforeParameter[1..], StringComparison.Ordinal) ? "&" + text : text;
        var separator = text.LastIndexOf(BeforeParameter, StringComparison.Ordinal);
        return separator >= 0 && BuildId.TryParse(text[(separator + BeforeParameter.Length)..], out var before)
            ? new PageQuery(Uri.UnescapeDataString(text[..separator]), before)
            : new PageQuery(Uri.UnescapeDataString(text), null);
    }

    /// <summary>Makes an address that <see cref="Of"/> reads.</summary>
    public static string AddressOf(string path, string name, BuildId? before)
    {
        var address = name.Length == 0 ? path : PageAddress.Of(path, name);
        return before is not { } id ? address : name.Length == 0
            ? $"{path}?{BeforeParameter[1..]}{id}"
            : $"{address}{BeforeParameter}{id}";
    }
}
