using LibGit2Sharp;

namespace Imaginator.Plugins.GitSource.Trees;

/// <summary>
/// The directory or file that a path of a commit leads to, or the fault of the path. The path is that without links, or that of the
/// component at fault; the fault continues a message after it.
/// </summary>
internal sealed record CommitTarget(string Path, Tree? Directory = null, TreeEntry? File = null, string? Fault = null)
{
    /// <summary>True if the path leads into a submodule.</summary>
    public bool IsSubmodule { get; init; }
}
