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

    [Fact]
    public void Refuses_EndlessNames() => Assert.False(StreamName.IsValid(new string('a', 5000)));
}
