namespace Imaginator.Linux.Storage;

public sealed class NamelessFileTests
{
    [Fact]
    public void File_CanBeWrittenAndRead_ByItsOwnerOnly_AndHasNoName()
    {
        using var directory = new TemporaryDirectory();
        using var file = NamelessFile.Create(directory.FullName);
        file.Write("some text"u8);
        file.Position = 0;

        using var reader = new StreamReader(file);
        Assert.Equal("some text", reader.ReadToEnd());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.SafeFileHandle));
        Assert.Empty(Directory.GetFileSystemEntries(directory.FullName));
    }

    [Fact]
    public void MissingDirectory_IsNamed()
    {
        using var directory = new TemporaryDirectory();
        var missing = directory.PathOf("missing");

        var exception = Assert.ThrowsAny<IOException>(() => NamelessFile.Create(missing));

        Assert.Contains(missing, exception.Message, StringComparison.Ordinal);
    }
}
