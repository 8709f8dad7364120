using Imaginator.Files;
using Imaginator.Manifests;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Trees;

/// <summary>Finds the directory of a manifest in a commit.</summary>
internal static class ManifestDirectory
{
    /// <summary>Finds a directory by its path with slashes; an empty path is the root.</summary>
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
                { Mode: Mode.SymbolicLink } => throw Unknown("is a symbolic link; use the path of its target"),
                null => throw Unknown("does not exist"),
                _ => throw Unknown("is a file"),
            };
        }

        return tree;

        ManifestFetchException Unknown(string cause) => new(ManifestFetchError.UnknownDirectory,
            $"cannot find manifest directory \"{FileName.ToDisplay(directory)}\" in {displayUrl}, {revision}: "
            + $"\"{FileName.ToDisplay(path)}\" {cause}");
    }

    /// <summary>Creates the exception for a submodule.</summary>
    public static ManifestFetchException Submodule(string displayUrl, string path) => new(ManifestFetchError.BadContents,
        $"cannot fetch submodule \"{FileName.ToDisplay(path)}\" of {displayUrl}: submodules are not supported; add the files "
        + "to the repository, or remove the submodule from the manifest directory");
}
