using Imaginator.Manifests;

namespace Imaginator.Plugins.DirSource;

/// <summary>URLs of the form <c>dir:///absolute/path</c>.</summary>
internal static class DirUrl
{
    private const string Prefix = "dir://";

    /// <summary>Finds the path that a URL names.</summary>
    /// <param name="request">The request with the URL. <c>%20</c> and the like are decoded.</param>
    /// <returns>The absolute path.</returns>
    /// <exception cref="ManifestFetchException">
    /// It is not such a URL; or it goes up with <c>..</c>, which the variables of a request could be made to do.
    /// </exception>
    public static string GetPath(ManifestRequest request)
    {
        var path = request.Url.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            ? Uri.UnescapeDataString(request.Url[Prefix.Length..])
            : "";
        if (!path.StartsWith('/'))
        {
            throw new ManifestFetchException(
                ManifestFetchError.BadUrl,
                $"The manifest URL {request.DisplayUrl} is not of the form dir:///absolute/path.");
        }

        return path.Contains('\0') || GoesUp(path)
            ? throw new ManifestFetchException(
                ManifestFetchError.BadUrl,
                $"The manifest URL {request.DisplayUrl} goes up with \"..\" (or holds a zero byte); write the path without.")
            : path;
    }

    private static bool GoesUp(string path) => path.Split('/').Contains("..");
}
