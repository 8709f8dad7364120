using System.Text.RegularExpressions;
using Imaginator.Building.Variables;
using Imaginator.Building.Documents.Json;
using Imaginator.Hosting.Plugins;

namespace Imaginator.Hosting.Configuration.Binding;

/// <summary>Checks manifest URLs as far as their variables are known without a request.</summary>
internal static partial class ManifestUrlCheck
{
    private const string DirectoryCure = "; write dir:///ABSOLUTE/PATH";

    /// <summary>Messages contain the URL before expansion, because its variables can be secrets.</summary>
    public static void Check(JsonCursor field, string url, UrlVariables variables, PluginSet plugins)
    {
        if (LiteralPassword().IsMatch(url))
        {
            field.Warn("pages and logs show this URL with its password; move the password to the variables file and write $NAME here");
        }

        string? known;
        try
        {
            known = variables.ExpandIfAllKnown(url)?.Value;
        }
        catch (ImaginatorException e)
        {
            field.Error(e.Message);
            return;
        }

        var expanded = known ?? url;
        var unknownFrom = known is null ? url.IndexOf('$', StringComparison.Ordinal) : -1;
        var scheme = UrlScheme.OfManifest(unknownFrom < 0 ? expanded : url[..unknownFrom], plugins.ManifestSources.ContainsKey);
        if (scheme is null)
        {
            if (unknownFrom < 0)
            {
                field.Error($"invalid manifest URL \"{url}\"" + (
                    expanded.StartsWith("dir:", StringComparison.OrdinalIgnoreCase)
                        ? DirectoryCure
                        : ": it has no scheme; write a URL such as https://HOST/PATH, git@HOST:PATH or dir:///ABSOLUTE/PATH"));
            }

            return;
        }

        if (!plugins.ManifestSources.ContainsKey(scheme))
        {
            var what = UrlScheme.Of(url) == scheme ? $"manifest URLs of scheme \"{scheme}\"" : $"the manifest URL \"{url}\"";
            field.Error(plugins.NotLoaded(
                $"a plugin for {what}", PluginPart.ManifestSource(scheme), plugins.ManifestSources.Keys));
        }

        if (unknownFrom < 0 && !IsWellFormed(scheme, expanded))
        {
            field.Error($"invalid manifest URL \"{url}\"" + (scheme switch
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
        // Git's short form is not a URL.
        "ssh" when !url.StartsWith("ssh:", StringComparison.OrdinalIgnoreCase) => true,
        "http" or "https" or "ssh" => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Host.Length > 0,
        _ => Uri.TryCreate(url, UriKind.Absolute, out _),
    };

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]*://[^/?#@:]*:[^/?#@$]+@", RegexOptions.CultureInvariant)]
    private static partial Regex LiteralPassword();
}
