using Imaginator.Building.Packaging;
using Imaginator.Packagers;

namespace Imaginator.Building.Tests.Packaging;

public sealed class RepositoryPatternsTests
{
    [Theory]
    [InlineData("core.db", true, false)]
    [InlineData("core.db.sig", false, true)]
    [InlineData("bash-5.2-1-x86_64.pkg.tar.zst", false, true)]
    [InlineData("APKINDEX.tar.gz", true, false)]
    [InlineData("CORE.DB", false, false)]
    [InlineData("core.dbx", false, false)]
    public void Matches_WholeNames_OfAllPackagerTypes(string name, bool isIndex, bool isFile)
    {
        var patterns = RepositoryPatterns.Of(
        [
            new PackagerType { RepositoryIndexes = ["*.db"], RepositoryFiles = ["*.db.sig", "*.pkg.tar.???"] },
            new PackagerType { RepositoryIndexes = ["APKINDEX.tar.gz"] },
            new PackagerType(),
        ]);
        Assert.Equal((isIndex, isFile), (patterns.IsIndex(name), patterns.IsFile(name)));
    }

    [Fact]
    public void LeavesOut_PatternsThatWouldKeepEverything()
    {
        var patterns = RepositoryPatterns.Of([new PackagerType { RepositoryIndexes = ["*", "", "*.*"], RepositoryFiles = ["?*", "a/b"] }]);
        Assert.Empty(patterns.Indexes);
        Assert.Empty(patterns.Files);
    }

    [Theory]
    [InlineData("", "has no letters or digits")]
    [InlineData("*?*", "has no letters or digits")]
    [InlineData("x86_64/*.db", "contains a slash")]
    public void Names_TheFaultOfAPattern(string pattern, string fault) =>
        Assert.Contains(fault, RepositoryPatterns.FaultOf(pattern), StringComparison.Ordinal);
}
