using Imaginator.Scanning.Filtering;

namespace Imaginator.Scanning.Exclusions;

/// <summary>The paths that images never contain: <c>/.subd</c>, and what the filter selects. Not thread-safe.</summary>
/// <param name="filter">Selects paths; null for none.</param>
internal sealed class LeftOut(PathFilter? filter)
{
    // The client on a machine keeps its own files there.
    private const string Reserved = ".subd";

    private readonly PathText _path = new();

    /// <summary>Whether a path is left out, with everything below it.</summary>
    /// <param name="directory">The path of the directory; empty for the root.</param>
    /// <param name="name">The name in the directory.</param>
    public bool Contains(string directory, string name) =>
        (directory.Length == 0 && name == Reserved) || (filter is not null && filter.IsMatch(_path.Join(directory, name)));

    /// <summary>Whether anything below a directory can be left out.</summary>
    public bool MayContainBelow(string directory) => filter is not null && filter.MayMatchBelow(directory);
}
