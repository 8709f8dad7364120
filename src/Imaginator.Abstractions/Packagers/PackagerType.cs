using System.Collections.Immutable;

namespace Imaginator.Packagers;

/// <summary>
/// How packages are handled in an image. Becomes <c>/bin/generic-packager</c> inside it. Commands are argument lists;
/// an empty one means that the verb does nothing and succeeds.
/// </summary>
public sealed record PackagerType
{
    /// <summary>Removes what the package tools keep around, such as downloaded packages.</summary>
    public ImmutableArray<string> CleanCommand { get; init; } = [];

    /// <summary>Installs the packages whose names are appended to it.</summary>
    public ImmutableArray<string> InstallCommand { get; init; } = [];

    /// <summary>Removes the packages whose names are appended to it.</summary>
    public ImmutableArray<string> RemoveCommand { get; init; } = [];

    /// <summary>Fetches the lists of available packages.</summary>
    public ImmutableArray<string> UpdateCommand { get; init; } = [];

    /// <summary>Upgrades all installed packages.</summary>
    public ImmutableArray<string> UpgradeCommand { get; init; } = [];

    /// <summary>
    /// Prints what upgrading all packages and then installing those whose names are appended would come to, changing
    /// nothing: the same text whenever the outcome would be the same. Without it, automatic rebuilds cannot tell that there
    /// is nothing to do.
    /// </summary>
    public ImmutableArray<string> PlanCommand { get; init; } = [];

    /// <summary>Prints the installed packages as <c>NAME VERSION [SIZE]</c> lines.</summary>
    public PackageListCommand ListCommand { get; init; } = new();

    /// <summary>Filter lines (path regular expressions) of the files to delete when cleaning.</summary>
    public ImmutableArray<string> CleanPatterns { get; init; } = [];

    /// <summary>Lines of shell that are put before everything else in the script.</summary>
    public ImmutableArray<string> Verbatim { get; init; } = [];
}
