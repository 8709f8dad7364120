using Imaginator.Building.Packaging;
using Imaginator.Building.Tests.Trees;

namespace Imaginator.Building.Tests.Packaging;

public sealed class ExpectedPackagesTests
{
    [Theory]
    [InlineData(".rpmdb/rpmdb.sqlite", "/.rpmdb/rpmdb.sqlite")]
    [InlineData("root/.rpmdb/rpmdb.sqlite", "/root/.rpmdb/rpmdb.sqlite")]
    [InlineData("usr/lib/sysimage/rpm/Packages.db", "/usr/lib/sysimage/rpm/Packages.db")]
    [InlineData("var/lib/rpm/Packages", "/var/lib/rpm/Packages")]
    [InlineData("var/lib/pacman/local/filesystem-1-1/desc", "/var/lib/pacman/local")]
    [InlineData("lib/apk/db/installed", "/lib/apk/db/installed")]
    public void ADatabaseThatTheBootstrapCommandMade_RequiresPackages(string file, string named)
    {
        using var tree = new TestTree();
        tree.File(file, "packages");
        using var image = tree.OpenImage();

        var message = Assert.Throws<ImaginatorException>(
            () => PackageList.Parse(""u8, 1).RequirePackages(ExpectedPackages.AfterBootstrap(image))).Message;
        Assert.StartsWith(
            $"generic-packager list printed no package, but the BootstrapCommand made the package database {named}; let the BootstrapCommand "
            + "make the database where the package tools of the image read it (for rpm, set the macro _dbpath)",
            message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void FindsTheDatabase_ThroughLinksInsideTheTree()
    {
        using var tree = new TestTree();
        tree.File("usr/lib/sysimage/other/rpmdb.sqlite", "packages").Link("var/lib/rpm", "../../usr/lib/sysimage/other");
        using var image = tree.OpenImage();

        Assert.Contains("/var/lib/rpm/rpmdb.sqlite", ExpectedPackages.AfterBootstrap(image)?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void ATreeWithoutPackages_RequiresNone()
    {
        using var tree = new TestTree();
        tree.File("var/lib/rpm/rpmdb.sqlite").File("lib/apk/db/installed").File("var/lib/pacman/local/ALPM_DB_VERSION", "9\n");
        tree.File("var/lib/dpkg/status", "Package: dpkg\n").Link(".rpmdb", ".rpmdb");
        using var image = tree.OpenImage();

        Assert.Null(ExpectedPackages.AfterBootstrap(image));
    }
}
