using Imaginator.ImageServing.Archives;

namespace Imaginator.ImageServing.Tests.Archives;

public sealed class ArchiveSecretTests : IDisposable
{
    private readonly TemporaryDirectory _state = new();

    [Fact]
    public void Secret_IsMadeOnce_ForItsOwnerOnly()
    {
        var secret = ArchiveSecret.Load(_state.FullName);

        Assert.Equal(64, secret.Bytes.Length);
        Assert.Equal(secret.Bytes, ArchiveSecret.Load(_state.FullName).Bytes);
        var file = Assert.Single(Directory.GetFiles(_state.FullName));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void ASecretThatOthersKnow_IsNone()
    {
        ArchiveSecret.Load(_state.FullName);
        File.SetUnixFileMode(
            Directory.GetFiles(_state.FullName)[0], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        var error = Assert.Throws<ImaginatorException>(() => ArchiveSecret.Load(_state.FullName));

        Assert.Contains("users other than its owner", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADamagedSecret_IsExplained()
    {
        ArchiveSecret.Load(_state.FullName);
        File.WriteAllText(Directory.GetFiles(_state.FullName)[0], "short");

        Assert.Contains(
            "5 bytes instead of 64",
            Assert.Throws<ImaginatorException>(() => ArchiveSecret.Load(_state.FullName)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _state.Dispose();
}
