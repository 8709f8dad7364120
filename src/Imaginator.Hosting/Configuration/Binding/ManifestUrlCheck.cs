using System.Text.RegularExpressions;
using Imaginator.Building.Variables;
using Imaginator.Building.Documents.Json;
using Imaginator.Hosting.Plugins;

namespace Imaginator.Hosting.Configuration.Binding;

/// <summary>Checks manifest URLs as far as their variables are known when configuration is loaded.</summary>
internal static partial class ManifestUrlCheck
{
    private const string DirectoryCure = "; write dir:///ABSOLUTE/PATH";

    /// <summary>Checks a manifest URL; messages show it as it was written, because its variables may be secrets.</summary>
    /// <param name="field">The URL.</param>
    /// <param name="url">The URL, not expanded.</param>
    /// <param name="scope">The variables that are known.</param>
    /// <param name="plugins">The plugins.</param>
    public static void Check(JsonCursor field, string url, VariableScope scope, PluginSet plugins)
    {
        if (LiteralPassword().IsMatch(url))
        {
            field.Warn("pages and logs show this URL, and the password in it; put that into the variables file, and write its name here, as $NAME");
        }

        var expanded = scope.ExpandIfAllKnown(url);
        var unknownFrom = ReferenceEquals(expanded, url) ? url.IndexOf('$', StringComparison.Ordinal) : -1;
        var scheme = UrlScheme.Of(unknownFrom < 0 ? expanded : url[..unknownFrom]);
        if (scheme is null)
        {
            if (unknownFrom < 0)
            {
                field.Error($"bad manifest URL \"{url}\"" + (
                    expanded.StartsWith("dir:", StringComparison.OrdinalIgnoreCase)
                        ? DirectoryCure
                        : ": it starts with no scheme such as https://, git@host: or dir:///"));
            }

            return;
        }

        if (!plugins.ManifestSources.ContainsKey(scheme))
        {
            var what = UrlScheme.Of(url) == scheme ? $"manifest URLs of scheme \"{scheme}\"" : $"the manifest URL \"{url}\"";
            field.Error(plugins.NotLoaded($"a plugin for {what}", plugins.ManifestSources.Keys));
        }

        if (unknownFrom < 0 && !IsWellFormed(scheme, expanded))
        {
            field.Error($"bad manifest URL \"{url}\"" + (scheme switch
            {
                "dir" => DirectoryCure,
                "http" or "https" or "ssh" => $"; write {scheme}://HOST/PATH",
                _ => "",
            }));
        }
    }

    private static bool IsWellFormed(string scheme, string url) => scheme switch
    {
        "dir" => url.StartsWith("dir:///", StringComparison.OrdinalIgnoreCase) && url.Length > "dir:///".Length,
        // Git's short form, which is no URL.
        "ssh" when !url.StartsWith("ssh:", StringComparison.OrdinalIgnoreCase) => true,
        "http" or "https" or "ssh" => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Host.Length > 0,
        _ => Uri.TryCreate(url, UriKind.Absolute, out _),
    };

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]*://[^/?#@:]*:[^/?#@$]+@", RegexOptions.CultureInvariant)]
    private static partial Regex LiteralPassword();
}
