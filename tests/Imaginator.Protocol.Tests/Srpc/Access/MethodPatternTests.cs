using CsCheck;
using Imaginator.Protocol.Srpc.Access;

namespace Imaginator.Protocol.Tests.Srpc.Access;

public sealed class MethodPatternTests
{
    [Theory]
    [InlineData("*.*", "A.B", true)]
    [InlineData("*", "A.B", true)]
    [InlineData("A.B", "A.B", true)]
    [InlineData("A.B", "A.Bc", false)]
    [InlineData("A.*", "B.A", false)]
    [InlineData("A.*c*e", "A.bcde", true)]
    [InlineData("?.?", "A.B", true)]
    [InlineData("?.?", "AA.B", false)]
    [InlineData("Imaginator.Get[A-D]*", "Imaginator.GetDependencies", true)]
    [InlineData("Imaginator.Get[^A-D]*", "Imaginator.GetDependencies", false)]
    [InlineData("Imaginator.Get[!A-D]*", "Imaginator.GetDependencies", true)]
    [InlineData(@"A.\*", "A.*", true)]
    [InlineData(@"A.\*", "A.B", false)]
    [InlineData(@"A.[\]]", "A.]", true)]
    [InlineData("*", "A/B", false)]
    [InlineData("A?B", "A/B", false)]
    [InlineData("A.[", "A.[", false)]
    [InlineData("A.[]", "A.]", false)]
    [InlineData("A.[a-", "A.a", false)]
    [InlineData(@"A.\", @"A.\", false)]
    [InlineData("*[", "A.B", false)]
    [InlineData("", "", true)]
    [InlineData("**", "A.B", true)]
    public void Matches_AsGoDoes(string pattern, string name, bool matches) =>
        Assert.Equal(matches, MethodPattern.Matches(pattern, name));

    [Fact]
    public void NeverFails_WhateverThePattern() =>
        Gen.Select(Gen.String[Gen.Char["ab.*?[]^-\\/"], 0, 12], Gen.String[Gen.Char["ab./-"], 0, 8])
            .Sample((pattern, name) => MethodPattern.Matches(pattern, name) || true);
}
