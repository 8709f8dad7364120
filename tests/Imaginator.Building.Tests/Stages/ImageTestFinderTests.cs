using Imaginator.Building.Stages.Testing;
using Imaginator.Building.Trees;

namespace Imaginator.Building.Stages;

public sealed class ImageTestFinderTests : IDisposable
{
    private readonly TemporaryTree _tree = TemporaryTree.InMemory();

    public void Dispose()
    {
        TreeRemover.RemoveContents(_tree.Handle, CancellationToken.None);
        _tree.Dispose();
    }

    [Fact]
    public void Find_ReturnsExecutableFilesInOrder()
    {
        foreach (var name in (string[])["tests/b/2", "tests/b/1", "tests/a", "tests/c"])
        {
            _tree.Write(name, [1]);
            File.SetUnixFileMode(_tree.Path(name), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        _tree.Write("tests/data", [1]);

        Assert.Equal(["/tests/a", "/tests/b/1", "/tests/b/2", "/tests/c"], ImageTestFinder.Find(_tree.Root));
    }

    [Fact]
    public void Find_RefusesDeepDirectories()
    {
        var directory = _tree.Handle.Reopen();
        for (var level = 0; level < 30_000; level++)
        {
            directory.MakeDirectory("tests", 0x1ED);
            var child = directory.OpenDirectoryOnSameMount("tests"); // Its display path does not grow.
            directory.Dispose();
            directory = child;
        }

        directory.Dispose();

        Assert.Contains(
            "is in more than 64 directories",
            Assert.Throws<ImaginatorException>(() => ImageTestFinder.Find(_tree.Root)).Message,
            StringComparison.Ordinal);
    }
}
