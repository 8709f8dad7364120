using CsCheck;
using Imaginator.Quantities;

namespace Imaginator.Hosting.Tests.Flags;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("3 MiB", 3L << 20)]
    [InlineData("0", 0)]
    [InlineData("4096", 4096)]
    [InlineData("12B", 12)]
    [InlineData("100MiB", 100L << 20)]
    [InlineData("1GiB", 1L << 30)]
    [InlineData("7EiB", 7L << 60)]
    [InlineData("2K", 2048)]
    [InlineData("2kB", 2000)]
    [InlineData("2MB", 2_000_000)]
    public void Reads_Sizes(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out var size));
        Assert.Equal(bytes, size);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MiB")]
    [InlineData("-1")]
    [InlineData("1.5GiB")]
    [InlineData("1  GiB")]
    [InlineData("1 ")]
    [InlineData("1gib")]
    [InlineData("8EiB")]
    [InlineData("9223372036854775808")]
    public void Refuses_OtherText(string text) => Assert.False(ByteSize.TryParse(text, out _));

    [Fact]
    public void Reads_WhatItWrites() => Gen.Select(Gen.Long[0, 1000], Gen.Int[0, 52]).Sample((number, shift) =>
    {
        Assert.True(ByteSize.TryParse(ByteSize.Format(number << shift), out var read));
        Assert.Equal(number << shift, read);
    });

    [Theory]
    [InlineData(100L << 20, "100MiB")]
    [InlineData(1500, "1500")]
    [InlineData(0, "0")]
    public void Writes_LargestUnit(long bytes, string text) => Assert.Equal(text, ByteSize.Format(bytes));
}
