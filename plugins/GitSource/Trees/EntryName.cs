using Imaginator.Files;
using Imaginator.Manifests;

namespace Imaginator.Plugins.GitSource.Trees;

/// <summary>Checks names in git trees, which can contain any bytes.</summary>
internal static class EntryName
{
    /// <summary>Rejects names that lead out of the target directory or cannot be written.</summary>
    public static void Check(string name, string path, string displayUrl)
    {
        if (ManifestContents.FindNameFault(name, path) is { } fault)
        {
            throw new ManifestFetchException(ManifestFetchError.BadContents,
                $"invalid file \"{Shorten(FileName.ToDisplay(path))}\" in the manifest from {displayUrl}: {fault}");
        }
    }

    private static string Shorten(string path) => path.Length > 200 ? path[..200] + "…" : path;
}
