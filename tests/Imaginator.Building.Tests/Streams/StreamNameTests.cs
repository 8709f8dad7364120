using Imaginator.Building.Streams;

namespace Imaginator.Building.Tests.Streams;

public sealed class StreamNameTests
{
    [Theory]
    [InlineData("base")]
    [InlineData("base/Debian-12/amd64")]
    [InlineData("users/fred.smith/..x/a b")]
    public void Takes_Paths(string name) => Assert.True(StreamName.IsValid(name));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/base")]
    [InlineData("base/")]
    [InlineData("base//x")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/./b")]
    [InlineData("a/../../etc")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    public void Refuses_WhatLeadsElsewhere(string name) => Assert.False(StreamName.IsValid(name));

    [Theory]
    [InlineData('a', 255, true)]
    [InlineData('a', 256, false)]
    [InlineData('ä', 127, true)]
    [InlineData('ä', 128, false)]
    public void Refuses_ComponentThatNoFileCanHave(char letter, int length, bool isValid) =>
        Assert.Equal(isValid, StreamName.IsValid($"base/{new string(letter, length)}/amd64"));

    [Fact]
    public void LeavesRoom_ForTheTimeInTheNameOfAnImage()
    {
        static string NameOf(int length) => string.Concat(Enumerable.Repeat("123456789/", 100))[..length];

        Assert.True(StreamName.IsValid(NameOf(959)));
        Assert.False(StreamName.IsValid(NameOf(961)));
    }

    [Fact]
    public void Refuses_EndlessNames() => Assert.False(StreamName.IsValid(new string('a', 5000)));
}
