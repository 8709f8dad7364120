using System.Buffers;
using System.Text;
using CsCheck;
using Imaginator.Building.Variables;

namespace Imaginator.Building.Tests.Variables;

public sealed class SecretMaskerTests
{
    private const string Key = "-----BEGIN KEY-----\r\nabcdefghijkl\n}\n-----END KEY-----\n";

    [Theory]
    [InlineData("the password is hunter2!", "the password is ***!")]
    [InlineData("hunter2hunter2", "******")]
    [InlineData("hunter2-long hunter2-lon", "*** ***-lon")]
    [InlineData("hunter", "hunter")]
    [InlineData("", "")]
    [InlineData("https://u:p%40ss%2Fw%C3%B6rd@host", "https://u:***@host")]
    [InlineData("https://u:p%40ss%2fw%c3%b6rd@host", "https://u:***@host")]
    [InlineData("https://u:p@ss%2Fwörd@host", "https://u:***@host")]
    [InlineData("https://u:%70%40ss/w%C3%B6rd@host", "https://u:***@host")]
    [InlineData("p@ss/wörd", "***")]
    [InlineData("p%4", "p%4")]
    [InlineData("with+a+space with a space with%20a%20space", "*** *** ***")]
    [InlineData("100%25x 100%x 100%2525x", "*** *** 100%2525x")]
    [InlineData("trimmed:", "***:")]
    public void Masks_Values(string text, string masked)
    {
        var masker = new SecretMasker(["hunter2", "hunter2-long", "p@ss/wörd", "with a space", "100%x", " trimmed "]);

        Assert.Equal(masked, masker.Mask(text));
    }

    [Fact]
    public void Masks_EachLineOfLongValue()
    {
        var masker = new SecretMasker([Key]);

        Assert.Equal("***", masker.Mask(Key));
        Assert.Equal("line ***\n", masker.Mask("line abcdefghijkl\n"));
        Assert.Equal("}", masker.Mask("}"));
    }

    [Fact]
    public void Ignores_WhatCannotBeASecret()
    {
        var masker = new SecretMasker(["", "1", "ab", "   ", "\n\n\n"]);

        Assert.Equal("1 ab    ", masker.Mask("1 ab    "));
    }

    [Fact]
    public void Returns_SameTextWhereNothingIsMasked()
    {
        const string Text = "\uD800 is half a character";

        Assert.Same(Text, new SecretMasker(["hunter2"]).Mask(Text));
        Assert.Same(Text, SecretMasker.None.Mask(Text));
    }

    [Fact]
    public void HoldsBack_OnlyWhatMayBeASecret()
    {
        var filter = new SecretMasker(["hunter2"]).CreateFilter();
        var output = new ArrayBufferWriter<byte>();

        filter.Write("output: hun"u8, output);
        Assert.Equal("output: ", Encoding.UTF8.GetString(output.WrittenSpan));
        filter.Write("ger\nhunter"u8, output);
        Assert.Equal("output: hunger\n", Encoding.UTF8.GetString(output.WrittenSpan));
        filter.Write("2"u8, output);
        Assert.Equal("output: hunger\n***", Encoding.UTF8.GetString(output.WrittenSpan));
        filter.Write("hunt"u8, output);
        filter.Complete(output);
        Assert.Equal("output: hunger\n***hunt", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Masks_ShorterSecretWhenLongerOneDoesNotCome()
    {
        var filter = new SecretMasker(["abc", "abcdef"]).CreateFilter();
        var output = new ArrayBufferWriter<byte>();

        filter.Write("abcde"u8, output);
        Assert.Equal(0, output.WrittenCount);
        filter.Complete(output);
        Assert.Equal("***de", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    private static readonly Gen<string> Text = Gen.String[Gen.Char["abcé%2+ "], 0, 30];
    private static readonly Gen<List<string>> Secrets = Gen.String[Gen.Char["abcé% "], 1, 6].List[0, 4];

    [Fact]
    public void Masks_ChunksAsTheWhole() => Gen.Select(Text, Secrets, Gen.Int[0, 30].List[0, 6]).Sample((text, secrets, cuts) =>
    {
        var masker = new SecretMasker(secrets);
        var bytes = Encoding.UTF8.GetBytes(text);
        var filter = masker.CreateFilter();
        var output = new ArrayBufferWriter<byte>();
        var from = 0;
        foreach (var cut in cuts.Where(cut => cut < bytes.Length).Order().Append(bytes.Length))
        {
            filter.Write(bytes.AsSpan(from..cut), output);
            from = cut;
        }

        filter.Complete(output);
        Assert.Equal(masker.Mask(text), Encoding.UTF8.GetString(output.WrittenSpan));
    });

    [Fact]
    public void Leaves_NoSecretBehind() => Gen.Select(Text, Text, Secrets, Gen.Bool).Sample((before, after, secrets, encode) =>
    {
        var masker = new SecretMasker(secrets);
        var text = before + string.Concat(secrets.Select(secret => encode ? Uri.EscapeDataString(secret) : secret)) + after;
        var masked = masker.Mask(text);
        foreach (var secret in secrets.Where(SecretMasker.IsMasked))
        {
            Assert.DoesNotContain(secret, masked, StringComparison.Ordinal);
        }
    });

    [Fact]
    public void Passes_BytesThatAreNoText() => Gen.Byte.Array[0, 60].Sample(bytes =>
    {
        var filter = new SecretMasker(["a secret that is not in there"]).CreateFilter();
        var output = new ArrayBufferWriter<byte>();
        filter.Write(bytes, output);
        filter.Complete(output);
        Assert.Equal(bytes, output.WrittenSpan.ToArray());
    });
}
