using Imaginator.Postgres.Connecting;

namespace Imaginator.Postgres.Tests.Connecting;

public sealed class PasswordFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("secret")]
    [InlineData("secret\nnote\n")]
    [InlineData("secret\r\n")]
    public void Password_IsTheFirstLine(string contents) => Assert.Equal("secret", new PasswordFile(Write(contents, OwnerOnly)).Read());

    [Fact]
    public void FileThatOthersRead_IsRefused() => Assert.Contains(
        "chmod 600",
        Assert.Throws<ImaginatorException>(() => new PasswordFile(Write("secret", OwnerOnly | UnixFileMode.OtherRead)).Read()).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("\nsecret")]
    public void FileWithoutPassword_IsRefused(string contents) =>
        Assert.Throws<ImaginatorException>(() => new PasswordFile(Write(contents, OwnerOnly)).Read());

    [Fact]
    public void MissingFile_IsNamed() => Assert.Contains(
        "no-such-file",
        Assert.Throws<ImaginatorException>(() => new PasswordFile(_directory.PathOf("no-such-file")).Read()).Message,
        StringComparison.Ordinal);

    private static UnixFileMode OwnerOnly => UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private string Write(string contents, UnixFileMode mode)
    {
        var path = _directory.Write("password", contents);
        File.SetUnixFileMode(path, mode);
        return path;
    }
}
