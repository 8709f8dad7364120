using Imaginator.Linux.Trees;

namespace Imaginator.Linux.Tests.Trees;

/// <summary>Two names that exchange their files in one step.</summary>
public sealed class ExchangeTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Exchange_GivesEachDirectoryTheNameOfTheOther()
    {
        _directory.Write("one/first", "1");
        _directory.Write("two/second", "2");
        using var directory = DirectoryHandle.OpenHost(_directory.FullName);

        directory.Exchange("one", "two");

        Assert.True(File.Exists(_directory.PathOf("two/first")));
        Assert.True(File.Exists(_directory.PathOf("one/second")));
    }

    [Fact]
    public void Exchange_RequiresBothNames()
    {
        _directory.Write("one/first", "1");
        using var directory = DirectoryHandle.OpenHost(_directory.FullName);

        Assert.Equal(Errno.ENOENT, Assert.Throws<LinuxException>(() => directory.Exchange("one", "two")).Error);
        Assert.Equal(Errno.EINVAL, Assert.Throws<LinuxException>(() => directory.Exchange("one", "../two")).Error);
        Assert.True(File.Exists(_directory.PathOf("one/first")));
    }
}
