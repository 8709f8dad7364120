using Imaginator.Host.Queue.Requests;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Queue;

public sealed class BuildIdTests
{
    [Fact]
    public void Text_IsReadBack_InCapitalsToo()
    {
        var id = BuildId.Create(TimeProvider.System);
        Assert.True(BuildId.TryParse(id.ToString(), out var same));
        Assert.Equal(id, same);
        Assert.True(BuildId.TryParse(id.ToString().ToUpperInvariant(), out same));
        Assert.Equal(id, same);
    }

    [Theory]
    [InlineData(0, "0000000000000")]
    [InlineData(long.MaxValue, "7zzzzzzzzzzzz")]
    public void Text_HasThirteenCharacters(long value, string text)
    {
        Assert.Equal(text, new BuildId(value).ToString());
        Assert.True(BuildId.TryParse(text, out var id));
        Assert.Equal(value, id.Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("000000000000")]
    [InlineData("00000000000000")]
    [InlineData("000000000000l")]
    [InlineData("8000000000000")]
    [InlineData("../../../etc/")]
    public void Rejects_WhatIsNoId(string? text) => Assert.False(BuildId.TryParse(text, out _));

    [Fact]
    public void ManyBuildsOfOneMillisecond_HaveIdsOfTheirOwn_InTheirOrder()
    {
        var time = new FakeTimeProvider();
        var ids = new List<BuildId> { default };
        for (var index = 0; index < 10_000; index++)
        {
            ids.Add(BuildId.CreateAfter(ids[^1], time));
        }

        Assert.Equal(ids.Distinct().Order(), ids);
    }

    [Fact]
    public void LaterBuilds_HaveGreaterIds()
    {
        var time = new FakeTimeProvider();
        var first = BuildId.Create(time);
        time.Advance(TimeSpan.FromMilliseconds(1));
        var second = BuildId.Create(time);
        Assert.True(second.CompareTo(first) > 0);
        Assert.True(string.CompareOrdinal(second.ToString(), first.ToString()) > 0);
    }
}
