using Imaginator.Files;
using Imaginator.Manifests;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Trees;

/// <summary>Finds the directory of a manifest in a commit.</summary>
internal static class ManifestDirectory
{
    /// <summary>Finds a directory.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="directory">The path below the root, with slashes; empty for the root.</param>
    /// <param name="displayUrl">The URL for messages.</param>
    /// <param name="revision">The branch, tag or commit for messages.</param>
    /// <returns>The directory's tree.</returns>
    /// <exception cref="ManifestFetchException">It does not exist or is none (UnknownDirectory), or is a submodule.</exception>
    public static Tree Find(Commit commit, string directory, string displayUrl, string revision)
    {
        var tree = commit.Tree;
        var path = "";
        foreach (var name in directory.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            path = path.Length == 0 ? name : $"{path}/{name}";
            tree = tree[name] switch
            {
                { TargetType: TreeEntryTargetType.Tree } entry => (Tree)entry.Target,
                { TargetType: TreeEntryTargetType.GitLink } => throw Submodule(displayUrl, path),
                { Mode: Mode.SymbolicLink } => throw Unknown("is a symbolic link: name the directory that it leads to"),
                null => throw Unknown("does not exist"),
                _ => throw Unknown("is a file"),
            };
        }

        return tree;

        ManifestFetchException Unknown(string cause) => new(ManifestFetchError.UnknownDirectory,
            $"The manifest directory \"{FileName.ToDisplay(directory)}\" cannot be had from {displayUrl}, {revision}: "
            + $"\"{FileName.ToDisplay(path)}\" {cause}.");
    }

    /// <summary>Refuses a submodule.</summary>
    /// <param name="displayUrl">The URL for messages.</param>
    /// <param name="path">Where it is in the repository.</param>
    /// <returns>The exception to throw (BadContents).</returns>
    public static ManifestFetchException Submodule(string displayUrl, string path) => new(ManifestFetchError.BadContents,
        $"{displayUrl} has a submodule at \"{FileName.ToDisplay(path)}\". Submodules are not fetched: put the files "
        + "themselves there, or keep the submodule out of the manifest directory.");
}
