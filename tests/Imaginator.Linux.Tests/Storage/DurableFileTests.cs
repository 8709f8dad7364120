using Imaginator.Linux.Storage;

namespace Imaginator.Linux.Tests.Storage;

public sealed class DurableFileTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Replaces_FileAndLeavesNothingElse()
    {
        var path = _directory.PathOf("state");
        File.WriteAllText(path + ".new", "left by a crash, readable by all");

        DurableFile.Replace(path, "old"u8, Private);
        DurableFile.Replace(path, "new"u8, Private);

        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(Private, File.GetUnixFileMode(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_directory.FullName));
    }

    [Fact]
    public void Keeps_OldFileWhereTheNewOneCannotBeWritten()
    {
        var path = _directory.PathOf("state");
        DurableFile.Replace(path, "old"u8, Private);
        Directory.CreateDirectory(path + ".new");

        Assert.ThrowsAny<SystemException>(() => DurableFile.Replace(path, "new"u8, Private));
        Assert.Equal("old", File.ReadAllText(path));
    }
}
