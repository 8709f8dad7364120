using System.Collections.Immutable;

namespace Imaginator.Packagers;

/// <summary>
/// The commands that handle packages in an image. Imaginator makes the script <c>/bin/generic-packager</c> in the image from
/// them. A command is a program with its arguments; an empty command does nothing and succeeds. Arguments reach the program unchanged:
/// neither Imaginator nor a shell replaces anything in them. A command succeeds if it exits with 0 or one of
/// <see cref="SuccessExitCodes"/>. Equality is by value.
/// </summary>
public sealed record PackagerType
{
    /// <summary>Removes data that the package tools keep, such as downloaded packages.</summary>
    public ImmutableArray<string> CleanCommand { get; init; } = [];

    /// <summary>Installs the packages whose names the script appends.</summary>
    public ImmutableArray<string> InstallCommand { get; init; } = [];

    /// <summary>Removes the packages whose names the script appends.</summary>
    public ImmutableArray<string> RemoveCommand { get; init; } = [];

    /// <summary>Downloads the lists of available packages.</summary>
    public ImmutableArray<string> UpdateCommand { get; init; } = [];

    /// <summary>Upgrades all installed packages.</summary>
    public ImmutableArray<string> UpgradeCommand { get; init; } = [];

    /// <summary>
    /// Prints the result of upgrading all packages and then installing the packages whose names the script appends, without
    /// any change. The text must be the same whenever the result would be the same. Without this command, automatic rebuilds
    /// cannot detect that an image is up to date.
    /// </summary>
    public ImmutableArray<string> PlanCommand { get; init; } = [];

    /// <summary>Prints the installed packages as lines of the form <c>NAME VERSION [SIZE]</c>.</summary>
    public PackageListCommand ListCommand { get; init; } = new();

    /// <summary>Regular expressions of paths, as in a filter: the files to delete when an image is cleaned.</summary>
    public ImmutableArray<string> CleanPatterns { get; init; } = [];

    /// <summary>Shell lines at the start of the script.</summary>
    public ImmutableArray<string> Verbatim { get; init; } = [];

    /// <summary>
    /// The exit codes, other than 0, with which the commands of the packager type succeed: 1 to 255. For example, zypper exits with 102
    /// if a restart of the machine is recommended. The script exits with 0 instead.
    /// </summary>
    public ImmutableArray<int> SuccessExitCodes { get; init; } = [];

    /// <summary>
    /// The names of the files of repositories that describe all other files and change with each of them, for example <c>*.db</c>: the
    /// package cache asks the repository whether they changed. <c>*</c> stands for any characters, <c>?</c> for one. The cache
    /// knows the files of Debian and RPM repositories.
    /// </summary>
    public ImmutableArray<string> RepositoryIndexes { get; init; } = [];

    /// <summary>
    /// The names of the lists and packages of repositories, for example <c>*.pkg.tar.zst</c>: the package cache keeps them until an index
    /// in the same directory or above it changes.
    /// </summary>
    public ImmutableArray<string> RepositoryFiles { get; init; } = [];

    /// <inheritdoc/>
    public bool Equals(PackagerType? other) =>
        other is not null
        && CleanCommand.AsSpan().SequenceEqual(other.CleanCommand.AsSpan())
        && InstallCommand.AsSpan().SequenceEqual(other.InstallCommand.AsSpan())
        && RemoveCommand.AsSpan().SequenceEqual(other.RemoveCommand.AsSpan())
        && UpdateCommand.AsSpan().SequenceEqual(other.UpdateCommand.AsSpan())
        && UpgradeCommand.AsSpan().SequenceEqual(other.UpgradeCommand.AsSpan())
        && PlanCommand.AsSpan().SequenceEqual(other.PlanCommand.AsSpan())
        && ListCommand.Equals(other.ListCommand)
        && CleanPatterns.AsSpan().SequenceEqual(other.CleanPatterns.AsSpan())
        && Verbatim.AsSpan().SequenceEqual(other.Verbatim.AsSpan())
        && SuccessExitCodes.AsSpan().SequenceEqual(other.SuccessExitCodes.AsSpan())
        && RepositoryIndexes.AsSpan().SequenceEqual(other.RepositoryIndexes.AsSpan())
        && RepositoryFiles.AsSpan().SequenceEqual(other.RepositoryFiles.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(
        CleanCommand.AsSpan().Length,
        InstallCommand.AsSpan().Length,
        UpdateCommand.AsSpan().Length,
        UpgradeCommand.AsSpan().Length,
        CleanPatterns.AsSpan().Length,
        Verbatim.AsSpan().Length,
        ListCommand);
}
