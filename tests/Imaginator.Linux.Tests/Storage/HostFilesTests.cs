using Imaginator.Linux.Storage;

namespace Imaginator.Linux.Tests.Storage;

public sealed class HostFilesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Follows_SymbolicLinks()
    {
        var file = Path.Combine(_directory.Path, "file");
        var link = Path.Combine(_directory.Path, "link");
        File.WriteAllText(file, "four");
        File.CreateSymbolicLink(link, file);

        Assert.Equal(4, HostFiles.TryGetStatus(link)!.Value.Size);
        Assert.Equal(HostFiles.TryGetStatus(file), HostFiles.TryGetStatus(link));
    }

    [Fact]
    public void Finds_NothingWhereThereIsNothing()
    {
        var file = Path.Combine(_directory.Path, "file");
        File.WriteAllText(file, "");
        File.CreateSymbolicLink(Path.Combine(_directory.Path, "dangling"), "nowhere");

        Assert.Null(HostFiles.TryGetStatus(Path.Combine(_directory.Path, "missing", "file")));
        Assert.Null(HostFiles.TryGetStatus(Path.Combine(_directory.Path, "dangling")));
        Assert.Null(HostFiles.TryGetStatus(file + "/below"));
        Assert.Equal(
            Errno.EINVAL, Assert.Throws<LinuxException>(() => HostFiles.TryGetStatus("/tmp/\0")).Error);
    }
}
