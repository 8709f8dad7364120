using Imaginator.Files;
using Imaginator.Manifests;

namespace Imaginator.Plugins.GitSource.Trees;

/// <summary>Checks names in git trees, which can contain any bytes.</summary>
internal static class EntryName
{
    // git refuses to add and to check out this name in any case: only a hostile server sends it.
    private const string Repository = ".git";

    /// <summary>Rejects names that lead out of the target directory, cannot be written, or cannot be in a repository.</summary>
    /// <param name="name">The name, in the form of <see cref="FileName"/>.</param>
    /// <param name="manifestPath">Its path relative to the manifest directory.</param>
    /// <param name="path">Its path for messages.</param>
    public static void Check(string name, string manifestPath, string path, string displayUrl)
    {
        var fault = name.Equals(Repository, StringComparison.OrdinalIgnoreCase)
            ? "a git repository cannot contain the name .git"
            : ManifestContents.FindNameFault(name, manifestPath);
        if (fault is not null)
        {
            throw new ManifestFetchException(ManifestFetchError.BadContents,
                $"invalid file \"{Shorten(FileName.ToDisplay(path))}\" in the manifest from {displayUrl}: {fault}");
        }
    }

    private static string Shorten(string path) => path.Length > 200 ? path[..200] + "…" : path;
}
