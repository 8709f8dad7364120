using Imaginator.Building.Builds;

namespace Imaginator.Building.Tests.Builds;

public sealed class SourceImageCycleTests
{
    private static readonly Dictionary<string, string> Sources = new()
    {
        ["app"] = "libraries",
        ["libraries"] = "base",
        ["web"] = "a",
        ["a"] = "b",
        ["b"] = "a",
        ["self"] = "self",
    };

    [Theory]
    [InlineData("app", "")]
    [InlineData("unknown", "")]
    [InlineData("a", "a b a")]
    [InlineData("web", "a b a")]
    [InlineData("self", "self self")]
    public void Find_ReturnsTheCycleThatTheWayEndsIn(string first, string cycle) =>
        Assert.Equal(
            cycle.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            SourceImageCycle.Find(first, Sources.GetValueOrDefault));

    [Fact]
    public void Chain_GrowsWithoutCycle()
    {
        var chain = new SourceImageChain(["app"]).Append("libraries").Append("base");

        Assert.Equal(["app", "libraries", "base"], chain.StreamNames);
    }

    [Theory]
    [InlineData("app", "app -> libraries -> app")]
    [InlineData("libraries", "libraries -> libraries")]
    public void Chain_RefusesCycle_AndNamesIt(string next, string cycle)
    {
        var chain = new SourceImageChain(["app"]).Append("libraries");

        var failure = Assert.Throws<ImaginatorException>(() => chain.Append(next));

        Assert.Equal(
            $"the source images form a cycle: {cycle}; change SourceImage in one of the manifests", failure.Message);
    }
}
