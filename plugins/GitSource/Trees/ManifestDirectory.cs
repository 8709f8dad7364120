using Imaginator.Files;
using Imaginator.Manifests;
using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Trees;

/// <summary>Finds the directory of a manifest in a commit.</summary>
internal static class ManifestDirectory
{
    /// <summary>Finds a directory by its path with slashes; an empty path is the root.</summary>
    public static (Tree Tree, string Path) Find(CommitPaths paths, string directory, string displayUrl, string revision)
    {
        var found = paths.Find(directory);
        return found switch
        {
            { Directory: { } tree } => (tree, found.Path),
            { IsSubmodule: true } => throw Submodule(displayUrl, found.Path),
            _ => throw new ManifestFetchException(ManifestFetchError.UnknownDirectory,
                $"cannot find manifest directory \"{FileName.ToDisplay(directory)}\" in {displayUrl}, {revision}: "
                + $"\"{FileName.ToDisplay(found.Path)}\" {found.Fault ?? "is a file"}"),
        };
    }

    /// <summary>Creates the exception for a submodule.</summary>
    public static ManifestFetchException Submodule(string displayUrl, string path) => new(ManifestFetchError.BadContents,
        $"cannot fetch submodule \"{FileName.ToDisplay(path)}\" of {displayUrl}: submodules are not supported; add the files "
        + "to the repository, or remove the submodule from the manifest directory");
}
