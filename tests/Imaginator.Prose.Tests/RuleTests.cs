using Imaginator.Prose.Tests.Rules;
using Imaginator.Prose.Tests.Texts;

namespace Imaginator.Prose.Tests;

/// <summary>Each rule, with seeded lines of each kind of text that it applies to.</summary>
public sealed class RuleTests
{
    public static TheoryData<string> Names => [.. RuleSet.All.Select(rule => rule.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Rejects_SeededLine(string name)
    {
        var rule = Named(name);
        Assert.NotEmpty(rule.Not);
        foreach (var kind in KindsOf(rule))
        {
            foreach (var text in rule.Not)
            {
                Assert.True(
                    SeededRepository.Check(kind, text).Any(finding => finding.Rule == rule),
                    $"{name} finds nothing in the {kind} \"{text}\"");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Accepts_WhatItSuggests(string name)
    {
        var rule = Named(name);
        Assert.NotEmpty(rule.But);
        foreach (var text in rule.But)
        {
            Assert.Empty(SeededRepository.Check(TextKind.Document, text));
            foreach (var kind in KindsOf(rule))
            {
                Assert.DoesNotContain(SeededRepository.Check(kind, text), finding => finding.Rule == rule);
            }
        }
    }

    [Fact]
    public void Names_AreUnique() =>
        Assert.Equal(RuleSet.All.Length, RuleSet.All.Select(rule => rule.Name).Distinct().Count());

    private static Rule Named(string name) => RuleSet.All.Single(rule => rule.Name == name);

    private static IEnumerable<TextKind> KindsOf(Rule rule) =>
        Enum.GetValues<TextKind>().Where(kind => int.IsPow2((int)kind) && rule.Kinds.HasFlag(kind));
}
