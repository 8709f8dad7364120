using Imaginator.Host.Queue.Requests;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web;

/// <summary>What stands behind the question mark: a bare name, and where in a long list to go on.</summary>
/// <param name="Name">The name; empty for none.</param>
/// <param name="Before">Only builds before this one; null for all.</param>
internal sealed record PageQuery(string Name, BuildId? Before)
{
    private const string BeforeParameter = "&before=";

    /// <summary>Reads it from a request.</summary>
    /// <param name="context">The request.</param>
    public static PageQuery Of(HttpContext context)
    {
        var text = context.Request.QueryString.Value is { Length: > 0 } query ? query[1..] : "";

        // In front of a name that is missing there may be no separator.
        text = text.StartsWith(BeforeParameter[1..], StringComparison.Ordinal) ? "&" + text : text;
        var separator = text.LastIndexOf(BeforeParameter, StringComparison.Ordinal);
        return separator >= 0 && BuildId.TryParse(text[(separator + BeforeParameter.Length)..], out var before)
            ? new PageQuery(Uri.UnescapeDataString(text[..separator]), before)
            : new PageQuery(Uri.UnescapeDataString(text), null);
    }

    /// <summary>The address that <see cref="Of"/> reads.</summary>
    /// <param name="path">The path.</param>
    /// <param name="name">The name; empty for none.</param>
    /// <param name="before">Only builds before this one; null for all.</param>
    public static string AddressOf(string path, string name, BuildId? before)
    {
        var address = name.Length == 0 ? path : PageAddress.Of(path, name);
        return before is not { } id ? address : name.Length == 0
            ? $"{path}?{BeforeParameter[1..]}{id}"
            : $"{address}{BeforeParameter}{id}";
    }
}
