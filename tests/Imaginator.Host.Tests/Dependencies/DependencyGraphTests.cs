using System.Collections.Immutable;
using Imaginator.Host.Dependencies;

namespace Imaginator.Host.Tests.Dependencies;

public sealed class DependencyGraphTests
{
    // bootstrap <- base/os <- users/a <- users/a/x; base/os <- users/ab; pattern/1 <- other; nowhere <- orphan
    private static readonly DependencySnapshot Report = new()
    {
        StreamToSource = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal)
            .Add("base/os", "bootstrap")
            .Add("users/a", "base/os")
            .Add("users/a/x", "users/a")
            .Add("users/ab", "base/os")
            .Add("pattern/1", "bootstrap")
            .Add("other", "pattern/1")
            .Add("orphan", "nowhere"),
        UnbuildableSources = ["nowhere"],
        PatternStreams = ["pattern/1"],
    };

    [Fact]
    public void Draws_WhatTheOriginalDraws()
    {
        // The session tests/Wire/captures/builder-tool-get-digraph, byte for byte.
        var report = new DependencySnapshot
        {
            StreamToSource = ImmutableSortedDictionary<string, string>.Empty
                .Add("users/alpha", "bootstrap/tiny").Add("users/orphan", "nowhere/none"),
            UnbuildableSources = ["nowhere/none"],
        };

        Assert.Equal(
            "digraph all {\n  \"users/alpha\" -> \"bootstrap/tiny\"\n  \"nowhere/none\" [fontcolor=red]\n}\n",
            DependencyGraph.ToDot(report, [], ["users/orphan"], []));
    }

    [Fact]
    public void Draws_Everything() => Assert.Equal(
        """
        digraph all {
          "base/os" -> "bootstrap"
          "orphan" -> "nowhere"
          "other" -> "pattern/1"
          "pattern/1" -> "bootstrap"
          "users/a" -> "base/os"
          "users/a/x" -> "users/a"
          "users/ab" -> "base/os"
          "bootstrap" [style=bold]
          "nowhere" [fontcolor=red]
          "pattern/1" [fontcolor=grey, style=bold]
        }

        """,
        DependencyGraph.ToDot(Report, ["bootstrap", "pattern/1", "not in the graph"], [], []));

    [Theory]
    [InlineData("users/a", "", "base/os orphan other pattern/1 users/ab")]
    [InlineData("users/a/", "", "base/os orphan other pattern/1 users/ab")]
    [InlineData("users", "", "base/os orphan other pattern/1")]
    [InlineData("base", "", "orphan other pattern/1")]
    [InlineData("unknown", "", "base/os orphan other pattern/1 users/a users/a/x users/ab")]
    [InlineData("", "users/a", "base/os users/a users/a/x")]
    [InlineData("", "base/os", "base/os users/a users/a/x users/ab")]
    [InlineData("", "pattern nowhere", "orphan other pattern/1")]
    [InlineData("users/ab", "base", "base/os users/a users/a/x")]
    [InlineData("", "unknown", "")]
    public void Selects_WithDependentsAndParents(string excludes, string includes, string edgesFrom) => Assert.Equal(
        edgesFrom.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        EdgesFrom(DependencyGraph.ToDot(Report, [], Split(excludes), Split(includes))));

    [Fact]
    public void Survives_NamesThatAreNotWords()
    {
        var report = new DependencySnapshot
        {
            StreamToSource = ImmutableSortedDictionary<string, string>.Empty.Add("a\"b", "c\\"),
        };

        Assert.Contains("  \"a\\\"b\" -> \"c\\\\\"\n", DependencyGraph.ToDot(report, [], [], []), StringComparison.Ordinal);
    }

    [Fact]
    public void Survives_Cycles()
    {
        var report = new DependencySnapshot
        {
            StreamToSource = ImmutableSortedDictionary<string, string>.Empty.Add("a", "b").Add("b", "a").Add("c", "c"),
        };

        Assert.Equal(["a", "b"], EdgesFrom(DependencyGraph.ToDot(report, [], [], ["a"])));
        Assert.Equal(["c"], EdgesFrom(DependencyGraph.ToDot(report, [], ["b"], [])));
    }

    private static string[] Split(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> EdgesFrom(string dot) => dot.Split('\n')
        .Where(line => line.Contains("->", StringComparison.Ordinal)).Select(line => line.Split('"')[1]);
}
