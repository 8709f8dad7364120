using System.Buffers;
using Imaginator.Files;

namespace Imaginator.Hosting.Plugins.Checking;

/// <summary>Checks the URL schemes that plugins provide (RFC 3986, section 3.1).</summary>
internal static class SchemeCheck
{
    // Pages link to URLs of manifests: a browser would run or embed URLs of these schemes.
    private static readonly string[] Reserved = ["about", "blob", "data", "javascript", "vbscript"];

    private static readonly SearchValues<char> Characters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789+-.");

    /// <summary>Finds the fault of a scheme, with its cure; null if there is none.</summary>
    /// <param name="kind">The part that has the scheme, for example <c>uploader</c>.</param>
    public static string? FindFault(string kind, string? scheme)
    {
        if (string.IsNullOrEmpty(scheme))
        {
            return $"{kind}: Schemes contains an empty scheme";
        }

        if (!char.IsAsciiLetterLower(scheme[0]) || scheme.AsSpan().ContainsAnyExcept(Characters))
        {
            return $"{kind}: invalid scheme \"{FileName.ToDisplay(scheme)}\" in Schemes: it must start with a lower-case letter, and "
                + "consist of lower-case letters, digits, +, - and .";
        }

        return Reserved.Contains(scheme)
            ? $"{kind}: the scheme \"{scheme}\" in Schemes is reserved, because browsers run or embed such URLs; choose another name"
            : null;
    }
}
