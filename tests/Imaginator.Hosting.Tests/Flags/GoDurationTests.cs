using CsCheck;
using Imaginator.Quantities;

namespace Imaginator.Hosting.Tests.Flags;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("90s", 90_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1.5h", 5_400_000)]
    [InlineData("+1m", 60_000)]
    [InlineData("-250ms", -250)]
    [InlineData("1h1m1.001s", 3_661_001)]
    [InlineData("1000us", 1)]
    [InlineData("1000µs", 1)]
    [InlineData("1000μs", 1)]
    [InlineData("1000000ns", 1)]
    [InlineData(".5s", 500)]
    [InlineData("5.s", 5_000)]
    [InlineData("730h", 2_628_000_000)]
    public void Reads_GoDurations(string text, long milliseconds)
    {
        Assert.True(GoDuration.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("1")]
    [InlineData("s")]
    [InlineData("1d")]
    [InlineData("1 h")]
    [InlineData(" 1h")]
    [InlineData("1h-30m")]
    [InlineData("--1h")]
    [InlineData("1..5h")]
    [InlineData(".h")]
    [InlineData("1H")]
    [InlineData("2562048h")]
    [InlineData("99999999999999999999999999999999999999999999h")]
    [InlineData("00000000000000000000000000000000000000000001h")]
    public void Refuses_WhatGoRefuses(string text) => Assert.False(GoDuration.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(1, "1ms")]
    [InlineData(1_500, "1.5s")]
    [InlineData(90_000, "1m30s")]
    [InlineData(3_600_000, "1h")]
    [InlineData(3_601_500, "1h1.5s")]
    [InlineData(-60_000, "-1m")]
    public void Writes_AsPeopleDo(long milliseconds, string text) =>
        Assert.Equal(text, GoDuration.Format(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void Reads_WhatItWrites() => Gen.Long[-92_233_720_368_547_758, 92_233_720_368_547_758].Sample(ticks =>
    {
        var duration = TimeSpan.FromTicks(ticks);
        Assert.True(GoDuration.TryParse(GoDuration.Format(duration), out var read));
        Assert.Equal(duration, read);
    });

    [Fact]
    public void Takes_AnyText() => Gen.String[Gen.Char["0123456789.hmsuµn+- "], 0, 50].Sample(text =>
    {
        Assert.True(!GoDuration.TryParse(text, out var duration) || GoDuration.Format(duration).Length > 1);
    });
}
