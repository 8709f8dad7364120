using Imaginator.Host.Schedule;

namespace Imaginator.Host.Tests.Schedule;

public sealed class RebuildPlanTests
{
    [Theory]
    [InlineData("b a", "", "a b")]
    [InlineData("top middle base", "top:middle middle:base", "base middle(base) top(middle)")]
    [InlineData("a z", "a:z", "z a(z)")]
    [InlineData("top base", "top:middle middle:low low:base", "base top(..base)")]
    [InlineData("x y base", "x:base y:base other:base", "base x(base) y(base)")]
    [InlineData("x y", "x:unknown y:x", "x y(x)")]
    [InlineData("a b c", "a:b b:a c:a", "a b c")]
    [InlineData("self", "self:self", "self")]
    [InlineData("top", "top:a a:b b:a", "top")]
    [InlineData("top a", "top:a a:b b:c c:b", "a top")]
    public void Puts_SourcesFirst(string streams, string sources, string plan) => Assert.Equal(
        plan,
        string.Join(' ', Plan(streams.Split(' '), sources).Rebuilds.Select(rebuild => rebuild.StreamName + rebuild switch
        {
            { WaitsFor: null } => "",
            { IsDirect: true } => $"({rebuild.WaitsFor})",
            _ => $"(..{rebuild.WaitsFor})",
        })));

    [Fact]
    public void Copes_WithLongChains()
    {
        var names = Enumerable.Range(0, 1000).Select(i => $"s{i:d4}").ToArray();
        var sources = string.Join(' ', names.Zip(names.Skip(1), (stream, source) => $"{stream}:{source}"));

        Assert.Equal(names.Reverse(), Plan(names, sources).Rebuilds.Select(rebuild => rebuild.StreamName));
    }

    private static RebuildPlan Plan(string[] streams, string sources) => RebuildPlan.Of(
        streams,
        sources.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split(':'))
            .ToDictionary(pair => pair[0], pair => pair[1]));
}
