using Imaginator.ImageStores;
using Imaginator.Plugins.LocalStore.Catalogue;

namespace Imaginator.Plugins.LocalStore.Tests.Catalogue;

/// <summary>What the integrity check of SQLite reports when its file is damaged, and when it cannot be read.</summary>
public sealed class IntegrityCheckTests
{
    private const string Path = "/store/catalogue.db";
    private const string WrongIndex = "wrong # of entries in index images_by_directory";

    [Fact]
    public void FaultThatIsNotFoundAgain_IsNoDamage() => Assert.Empty(Run([WrongIndex], []));

    [Fact]
    public void FaultThatIsFoundTwice_IsDamage() =>
        Assert.Equal([WrongIndex, "row 1 missing from index x"], Run([WrongIndex], [WrongIndex, "row 1 missing from index x"]));

    [Theory]
    [InlineData("*** in database main ***\nTree 5 page 7: unable to get page. error code=266")]
    [InlineData("Tree 5 page 7 cell 1: unable to get page. error code=3082\nrow 1 missing from index x")]
    [InlineData("Freelist: failed to get page 12")]
    public void PageThatCannotBeRead_IsNoDamage(string line)
    {
        var error = Assert.Throws<ImageStoreException>(() => Run([line], [line, WrongIndex]));

        Assert.Equal(ImageStoreError.Unreachable, error.Reason);
        Assert.StartsWith($"cannot read catalogue {Path}: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DamagedPage_IsDamage()
    {
        string[] faults = ["Tree 5 page 7: unable to get page. error code=11"];

        Assert.Equal(faults, Run(faults, faults));
    }

    private static IReadOnlyList<string> Run(params IReadOnlyList<string>[] results)
    {
        var next = 0;
        return IntegrityCheck.Run(Path, () => results[next++]);
    }
}
