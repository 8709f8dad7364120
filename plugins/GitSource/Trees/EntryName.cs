using System.Text;
using Imaginator.Files;
using Imaginator.Manifests;

namespace Imaginator.Plugins.GitSource.Trees;

/// <summary>Checks names in git trees, which can contain any bytes.</summary>
internal static class EntryName
{
    // The limits of Linux for a name, and for a path together with its target directory.
    private const int MaximumNameBytes = 255;
    private const int MaximumPathBytes = 3500;

    /// <summary>Rejects names that lead out of the target directory or cannot be written.</summary>
    public static void Check(string name, string path, string displayUrl)
    {
        var fault = name switch
        {
            "" or "." or ".." => "the name leads out of the manifest",
            _ when name.Equals(".git", StringComparison.OrdinalIgnoreCase) => "nested repositories are not supported",
            _ when name.AsSpan().ContainsAny('/', '\0') => "the name contains a slash or a zero byte",
            _ when name.Contains('\uFFFD', StringComparison.Ordinal) => "the name is not valid UTF-8",
            _ when Encoding.UTF8.GetByteCount(name) > MaximumNameBytes => $"the name has more than {MaximumNameBytes} bytes",
            _ when Encoding.UTF8.GetByteCount(path) > MaximumPathBytes => $"the path has more than {MaximumPathBytes} bytes",
            _ => null,
        };
        if (fault is not null)
        {
            throw new ManifestFetchException(ManifestFetchError.BadContents,
                $"invalid file \"{Shorten(FileName.ToDisplay(path))}\" in the manifest from {displayUrl}: {fault}");
        }
    }

    private static string Shorten(string path) => path.Length > 200 ? path[..200] + "…" : path;
}
