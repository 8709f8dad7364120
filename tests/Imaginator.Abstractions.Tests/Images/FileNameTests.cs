using System.Text;
using CsCheck;
using Imaginator.Files;

namespace Imaginator.Abstractions.Tests.Images;

public sealed class FileNameTests
{
    [Fact]
    public void RoundTrips_AnyBytes() =>
        Gen.Byte.Array[0, 40].Sample(bytes => FileName.Encode(FileName.Decode(bytes)).AsSpan().SequenceEqual(bytes));

    [Fact]
    public void RoundTrips_TextMixedWithBytesThatAreNoText() =>
        Gen.Select(Gen.String, Gen.Byte.Array[0, 5], Gen.String).Sample((before, odd, after) =>
        {
            byte[] bytes = [.. Encoding.UTF8.GetBytes(before), .. odd, .. Encoding.UTF8.GetBytes(after)];
            return FileName.Encode(FileName.Decode(bytes)).AsSpan().SequenceEqual(bytes);
        });

    [Theory]
    [InlineData("plain")]
    [InlineData("größe")]
    [InlineData("文件")]
    [InlineData("😀")]
    public void Decodes_Utf8AsText(string name) => Assert.Equal(name, FileName.Decode(Encoding.UTF8.GetBytes(name)));

    [Fact]
    public void Decodes_OddByteAsLoneSurrogate() => Assert.Equal("a\uDCFFb", FileName.Decode([(byte)'a', 0xFF, (byte)'b']));

    [Fact]
    public void Decodes_EncodedSurrogateAsThreeOddBytes() =>
        Assert.Equal("\uDCED\uDCB3\uDCBF", FileName.Decode([0xED, 0xB3, 0xBF]));

    // Not as attributes: the compiler writes those in UTF-8, in which lone surrogates do not exist.
    [Fact]
    public void RefusesToEncode_SurrogateThatStandsForNoByte()
    {
        Assert.Throws<ArgumentException>(() => FileName.Encode("\uD800"));
        Assert.Throws<ArgumentException>(() => FileName.Encode("\uDC41"));
        Assert.Throws<ArgumentException>(() => FileName.Encode("a\uDBFFb"));
    }

    [Fact]
    public void Shows_OddBytesEscaped() => Assert.Equal("a\\xffb", FileName.ToDisplay("a\uDCFFb"));

    [Fact]
    public void Orders_AsBytesAreOrdered() =>
        Gen.Select(Gen.Byte.Array[0, 6], Gen.Byte.Array[0, 6]).Sample((a, b) =>
            Math.Sign(FileName.BytewiseComparer.Compare(FileName.Decode(a), FileName.Decode(b)))
            == Math.Sign(a.AsSpan().SequenceCompareTo(b)));

    [Fact]
    public void Orders_CharactersBeyondTheBasicPlaneAfterThoseInIt() =>
        Assert.True(FileName.BytewiseComparer.Compare("\uFFFD", "😀") < 0);

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("größe 😀", "größe 😀")]
    [InlineData("tab\tescape\u001b[1m", "tab\\x09escape\\x1b[1m")]
    public void Shows_ControlsEscapedAndTextAsItIs(string name, string expected) =>
        Assert.Equal(expected, FileName.ToDisplay(name));
}
