using System.Text;
using Imaginator.Building.Packaging;
using Imaginator.Building.Tests.Trees;
using Imaginator.Packagers;

namespace Imaginator.Building.Tests.Packaging;

public sealed class InstalledScriptTests
{
    private static readonly PackagerType Type = new()
    {
        InstallCommand = ["apk", "add"],
        ListCommand = new PackageListCommand { ArgList = ["apk", "info"] },
    };

    [Fact]
    public void IsOf_ThePackagerTypeThatItWasMadeFrom_AndNoOther()
    {
        using var tree = new TestTree();
        using var image = tree.OpenImage();
        GenericPackager.Install(image, "apk", Type);

        var script = InstalledScript.Read(image);

        Assert.NotNull(script);
        Assert.Equal("apk", script.TypeName);
        Assert.True(script.IsOf(Type));
        Assert.True(script.IsOf(Type with { RepositoryIndexes = ["*.db"] }));
        Assert.False(script.IsOf(Type with { UpdateCommand = ["apk", "update"] }));
    }

    [Fact]
    public void ListsPackages_OnlyWithACommand()
    {
        using var tree = new TestTree();
        using var image = tree.OpenImage();

        GenericPackager.Install(image, "apk", Type);
        Assert.True(InstalledScript.Read(image)!.ListsPackages);

        GenericPackager.Install(image, "apk", Type with { ListCommand = new PackageListCommand() });
        Assert.False(InstalledScript.Read(image)!.ListsPackages);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("#!/bin/sh\ncase $1 in list) dpkg-query -W ;; esac\n")]
    public void Ignores_ScriptsOfOthers(string? script)
    {
        using var tree = new TestTree();
        if (script is not null)
        {
            tree.File("bin/generic-packager", script);
        }

        using var image = tree.OpenImage();
        Assert.Null(InstalledScript.Read(image));
    }

    [Fact]
    public void Ignores_WhatIsNoFile_AndWhatIsTooLong()
    {
        using var tree = new TestTree();
        tree.Fifo("bin/generic-packager");
        using var image = tree.OpenImage();
        Assert.Null(InstalledScript.Read(image));

        File.Delete(tree["bin/generic-packager"]);
        File.WriteAllBytes(
            tree["bin/generic-packager"],
            [.. GenericPackager.Render("apk", Type), .. Encoding.UTF8.GetBytes(new string('#', 4 * 1024 * 1024))]);
        Assert.Null(InstalledScript.Read(image));
    }
}
