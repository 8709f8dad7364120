using System.Text;
using Imaginator.Files;
using Imaginator.Manifests;

namespace Imaginator.Plugins.GitSource.Trees;

/// <summary>Judges the names in git trees: whoever can push can put any bytes there.</summary>
internal static class EntryName
{
    // What Linux allows for a name, and for a path together with the directory that it goes to.
    private const int MaximumNameBytes = 255;
    private const int MaximumPathBytes = 3500;

    /// <summary>Refuses names that could lead out of the target directory or that cannot be written.</summary>
    /// <param name="name">The name, as libgit2 decodes it.</param>
    /// <param name="path">The path in the repository that ends with it.</param>
    /// <param name="displayUrl">The URL for messages.</param>
    /// <exception cref="ManifestFetchException">The name is refused (BadContents).</exception>
    public static void Check(string name, string path, string displayUrl)
    {
        var fault = name switch
        {
            "" or "." or ".." => "names like that lead out of the manifest",
            _ when name.Equals(".git", StringComparison.OrdinalIgnoreCase) => "a repository within a repository is refused",
            _ when name.AsSpan().ContainsAny('/', '\0') => "a name holds no slash and no zero byte",
            _ when name.Contains('\uFFFD', StringComparison.Ordinal) => "names in manifests are UTF-8",
            _ when Encoding.UTF8.GetByteCount(name) > MaximumNameBytes => $"a name has at most {MaximumNameBytes} bytes",
            _ when Encoding.UTF8.GetByteCount(path) > MaximumPathBytes => $"a path has at most {MaximumPathBytes} bytes",
            _ => null,
        };
        if (fault is not null)
        {
            throw new ManifestFetchException(ManifestFetchError.BadContents,
                $"{displayUrl} holds \"{Shorten(FileName.ToDisplay(path))}\", which cannot be in a manifest: {fault}.");
        }
    }

    private static string Shorten(string path) => path.Length > 200 ? path[..200] + "…" : path;
}
