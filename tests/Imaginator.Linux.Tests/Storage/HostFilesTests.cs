using Imaginator.Linux.Storage;

namespace Imaginator.Linux.Tests.Storage;

public sealed class HostFilesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Follows_SymbolicLinks()
    {
        var file = _directory.PathOf("file");
        var link = _directory.PathOf("link");
        File.WriteAllText(file, "four");
        File.CreateSymbolicLink(link, file);

        Assert.Equal(4, HostFiles.TryGetStatus(link)!.Value.Size);
        Assert.Equal(HostFiles.TryGetStatus(file), HostFiles.TryGetStatus(link));
    }

    [Fact]
    public void Finds_NothingWhereThereIsNothing()
    {
        var file = _directory.PathOf("file");
        File.WriteAllText(file, "");
        File.CreateSymbolicLink(_directory.PathOf("dangling"), "nowhere");

        Assert.Null(HostFiles.TryGetStatus(_directory.PathOf("missing", "file")));
        Assert.Null(HostFiles.TryGetStatus(_directory.PathOf("dangling")));
        Assert.Null(HostFiles.TryGetStatus(file + "/below"));
        Assert.Equal(
            Errno.EINVAL, Assert.Throws<LinuxException>(() => HostFiles.TryGetStatus("/tmp/\0")).Error);
    }
}
