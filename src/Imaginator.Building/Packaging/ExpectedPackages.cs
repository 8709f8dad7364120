using Imaginator.Linux;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Packaging;

/// <summary>Why an image must have packages: an empty list of them is a failure of the list.</summary>
/// <param name="Reason">The reason, as a clause.</param>
/// <param name="Cure">What to do if the list is empty, as a clause.</param>
internal sealed record ExpectedPackages(string Reason, string Cure)
{
    private const string PacmanDirectory = "/var/lib/pacman/local";

    // The version of the database, which exists before the first package.
    private const string PacmanVersionFile = "ALPM_DB_VERSION";

    private static readonly string[] RpmDirectories = ["/.rpmdb", "/root/.rpmdb", "/usr/lib/sysimage/rpm", "/var/lib/rpm"];

    private static readonly string[] RpmFiles = ["rpmdb.sqlite", "Packages.db", "Packages"];

    private static readonly string[] ApkFiles = ["/lib/apk/db/installed", "/usr/lib/apk/db/installed"];

    /// <summary>For an image into which the build installed packages.</summary>
    public static ExpectedPackages AfterInstallation { get; } = new(
        "the build installed packages",
        "correct the ListCommand of the packager type, and rebuild the bootstrap image; if a script deletes the database of packages, "
        + "leave the database out with the filter instead, which applies after the list");

    /// <summary>For the tree that a bootstrap command made, before other commands run in it.</summary>
    /// <returns>The reason; null if the tree has no known database with packages.</returns>
    public static ExpectedPackages? AfterBootstrap(TreeRoot image)
    {
        var files = RpmDirectories.SelectMany(directory => RpmFiles.Select(file => $"{directory}/{file}")).Concat(ApkFiles);
        var found = files.FirstOrDefault(path => IsFilled(image, path)) ?? (HasPacmanPackages(image) ? PacmanDirectory : null);
        return found is null ? null : new ExpectedPackages(
            $"the BootstrapCommand made the package database {found}",
            "let the BootstrapCommand make the database where the package tools of the image read it (for rpm, set the macro _dbpath), or "
            + "correct the ListCommand of the packager type");
    }

    private static bool IsFilled(TreeRoot image, string path)
    {
        try
        {
            using var parent = image.OpenParent(path, out var name);
            return parent.TryGetStatus(name) is { Type: FileType.Regular, Size: > 0 };
        }
        catch (LinuxException e) when (e.Error is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
        {
            return false;
        }
    }

    private static bool HasPacmanPackages(TreeRoot image)
    {
        try
        {
            using var directory = image.OpenDirectory(PacmanDirectory);
            return directory.ReadEntries().Any(entry => entry != PacmanVersionFile);
        }
        catch (LinuxException e) when (e.Error is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
        {
            return false;
        }
    }
}
