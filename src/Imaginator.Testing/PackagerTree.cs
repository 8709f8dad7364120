namespace Imaginator.Testing;

/// <summary>A root file system in which the verbs of a packager can really run.</summary>
/// <param name="Path">
/// The absolute path of the tree on this machine. It contains a shell, the package tools and a repository that they reach without a
/// network. The suite changes it: <c>/bin/generic-packager</c>, the lists of packages and the installed packages.
/// </param>
/// <param name="Package">
/// The name of a package of the repository that is not installed, as it appears in the list of installed packages.
/// </param>
public sealed record PackagerTree(string Path, string Package);
