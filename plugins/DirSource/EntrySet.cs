using Imaginator.Linux.Trees;
using Imaginator.Manifests;

namespace Imaginator.Plugins.DirSource;

/// <summary>
/// The names in a manifest directory that builds read: the entries of manifests. An entry that is a symbolic link can lead to any other
/// name of the directory: all names then count as read.
/// </summary>
internal sealed class EntrySet
{
    // Never copied; see ManifestCopy.
    private const string Repository = ".git";

    private readonly bool _hasLinks;

    private EntrySet(bool hasLinks) => _hasLinks = hasLinks;

    /// <summary>Looks at the entries of a manifest directory.</summary>
    /// <param name="manifest">The directory; no listing of it must be in progress.</param>
    /// <param name="limits">The limits of the copy.</param>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    public static EntrySet Of(DirectoryHandle manifest, CopyLimits limits) => new(
        manifest.ReadEntries(limits.MaximumEntries, long.MaxValue).Exists(name =>
            ManifestContents.IsEntry(name) && manifest.TryGetStatus(name)?.Type == FileType.SymbolicLink));

    /// <summary>Determines whether builds read a name of the manifest directory.</summary>
    public bool Contains(string name) => _hasLinks ? name != Repository : ManifestContents.IsEntry(name);
}
