using Imaginator.Manifests;

namespace Imaginator.Plugins.DirSource;

/// <summary>URLs of the form <c>dir:///absolute/path</c>.</summary>
internal static class DirUrl
{
    private const string Prefix = "dir://";

    /// <summary>
    /// Gets the absolute path of the URL, percent-decoded. Rejects <c>..</c>, which variables of a request could introduce.
    /// </summary>
    public static string GetPath(ManifestRequest request)
    {
        var path = request.Url.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            ? Uri.UnescapeDataString(request.Url[Prefix.Length..])
            : "";
        if (!path.StartsWith('/'))
        {
            throw new ManifestFetchException(
                ManifestFetchError.BadUrl,
                $"invalid manifest URL \"{request.DisplayUrl}\": must have the form dir:///absolute/path");
        }

        return path.Contains('\0') || HasParentComponent(path)
            ? throw new ManifestFetchException(
                ManifestFetchError.BadUrl,
                $"invalid manifest URL \"{request.DisplayUrl}\": must not contain a \"..\" component or a zero byte")
            : path;
    }

    private static bool HasParentComponent(string path) => path.Split('/').Contains("..");
}
