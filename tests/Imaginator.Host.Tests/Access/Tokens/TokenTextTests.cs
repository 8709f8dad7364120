using Imaginator.Host.Access.Tokens;
using Imaginator.Host.Observability.Logging;

namespace Imaginator.Host.Tests.Access.Tokens;

public sealed class TokenTextTests
{
    [Fact]
    public void Texts_AreDifferent() => Assert.NotEqual(TokenText.Create(), TokenText.Create());

    [Theory]
    [InlineData("no token", "no token")]
    [InlineData("imgt_", "imgt_")]
    [InlineData("imgt_0123 and imgt_abcx", "imgt_*** and imgt_***x")]
    public void Mask_HidesTokens(string text, string expected) => Assert.Equal(expected, TokenText.Mask(text));

    [Fact]
    public void Log_HasNoTokens()
    {
        var token = TokenText.Create();

        Assert.Equal("variable TOKEN=imgt_***", new LogMasking().Mask($"variable TOKEN={token}"));
    }
}
