using Imaginator.Files;

namespace Imaginator.Abstractions.Tests.Files;

public sealed class FileModesTests
{
    [Theory]
    [InlineData(FileModes.Mode0400, "0400")]
    [InlineData(FileModes.Mode0600, "0600")]
    [InlineData(FileModes.Mode0644, "0644")]
    [InlineData(FileModes.Mode0700, "0700")]
    [InlineData(FileModes.Mode0755, "0755")]
    [InlineData(FileModes.PermissionBits, "7777")]
    [InlineData(0u, "0000")]
    public void Formats_AndParses_OctalDigits(uint mode, string text)
    {
        Assert.Equal(text, FileModes.Format(mode));
        Assert.True(FileModes.TryParse(text, out var parsed));
        Assert.Equal(mode, parsed);
    }

    [Fact]
    public void Formats_TypeBits() => Assert.Equal("100644", FileModes.Format(0x8000 | FileModes.Mode0644));

    [Theory]
    [InlineData("")]
    [InlineData("8")]
    [InlineData("-1")]
    [InlineData("0o755")]
    [InlineData(" 755")]
    [InlineData("10000")]
    [InlineData("77777777777777777777")]
    public void Rejects_TextThatIsNoMode(string text)
    {
        Assert.False(FileModes.TryParse(text, out var mode));
        Assert.Equal(0u, mode);
    }
}
