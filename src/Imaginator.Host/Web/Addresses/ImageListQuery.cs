using System.Globalization;

namespace Imaginator.Host.Web.Addresses;

/// <summary>Selects images: the name of a directory (empty for the top) or of an image, and the number of entries to skip.</summary>
internal sealed record ImageListQuery(string Name, int Skip)
{
    private const string SkipParameter = "&skip=";

    /// <summary>Reads the query of a request, with its question mark.</summary>
    public static ImageListQuery Of(string? query)
    {
        var text = query is { Length: > 0 } given ? given[1..] : "";
        text = text.StartsWith(SkipParameter[1..], StringComparison.Ordinal) ? "&" + text : text;
        var separator = text.LastIndexOf(SkipParameter, StringComparison.Ordinal);
        return separator >= 0
            && int.TryParse(text.AsSpan(separator + SkipParameter.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var skip)
                ? new ImageListQuery(NameOf(text[..separator]), skip)
                : new ImageListQuery(NameOf(text), 0);
    }

    /// <summary>The address that <see cref="Of"/> reads.</summary>
    public string AddressOf(string path)
    {
        var address = Name.Length == 0 ? path : PageAddress.Of(path, Name);
        return Skip == 0 ? address : string.Create(
            CultureInfo.InvariantCulture, $"{address}{(Name.Length == 0 ? "?" + SkipParameter[1..] : SkipParameter)}{Skip}");
    }

    private static string NameOf(string text) => Uri.UnescapeDataString(text).Trim('/');
}
