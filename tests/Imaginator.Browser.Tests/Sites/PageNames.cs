using System.Text.RegularExpressions;
using Imaginator.SystemTests.Site;

namespace Imaginator.Browser.Tests.Sites;

/// <summary>Names in addresses of pages, and on pages.</summary>
internal static partial class PageNames
{
    /// <summary>A name in a query, as the pages of the daemon write it.</summary>
    public static string Escape(string name) => Uri.EscapeDataString(name)
        .Replace("%2F", "/", StringComparison.Ordinal).Replace("%3A", ":", StringComparison.Ordinal);

    /// <summary>Replaces names in braces.</summary>
    public static string Fill(string address, params (string Name, string Value)[] names) => names.Aggregate(
        address, (text, name) => text.Replace($"{{{name.Name}}}", Escape(name.Value), StringComparison.Ordinal));

    /// <summary>The id of the last build of a stream.</summary>
    public static async Task<string> LastBuildAsync(SiteDaemon daemon, string stream)
    {
        var page = await daemon.PageAsync($"/showStreamAllBuilds?{Escape(stream)}");
        return BuildId().Match(page) is { Success: true } match
            ? match.Groups[1].Value
            : throw new InvalidOperationException($"no build of {stream} in:\n{page}");
    }

    [GeneratedRegex("data-build=\"([^\"]+)\"")]
    private static partial Regex BuildId();
}
