using Imaginator.Building.Identities;
using Imaginator.Building.Tests.Trees;
using Imaginator.Building.WorkingTrees;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Tests.Identities;

public sealed class MadeFilesTests : IDisposable
{
    private readonly TestTree _image = new();
    private readonly TestTree _manifest = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _image.Dispose();
        _manifest.Dispose();
    }

    [Fact]
    public void SearchBelowADirectory_EndsAfterTheMaximumOfNames_AndTellsIt()
    {
        _image.File("etc/a/one", "1").File("etc/b/two", "2");
        using var tree = new PlainTree(_image.Path);
        using var made = new MadeFiles(tree, source: null, _manifest.Path);

        Assert.Equal(["/etc/a/one", "/etc/b/two"], made.FindBelow("/etc", 4, Token).Order(StringComparer.Ordinal));
        Assert.False(made.IsIncomplete);

        Assert.Single(made.FindBelow("/etc", 3, Token));
        Assert.True(made.IsIncomplete);
    }

    [Fact]
    public void SearchForAPattern_EndsAfterManyNames_AndTellsIt()
    {
        _image.File("etc/ssh/ssh_host_rsa_key", "key");
        using var tree = new PlainTree(_image.Path);
        using var made = new MadeFiles(tree, source: null, _manifest.Path);

        Assert.Equal(["/etc/ssh/ssh_host_rsa_key"], made.Find("/etc/ssh/ssh_host_*"));
        Assert.False(made.IsIncomplete);

        using (var directory = DirectoryHandle.OpenHost(_image["etc/ssh"]))
        {
            for (var i = 0; i < 10_000; i++)
            {
                directory.MakeSymbolicLink($"x{i}", "nowhere");
            }
        }

        made.Find("/etc/ssh/ssh_host_*");
        Assert.True(made.IsIncomplete);
    }

    [Fact]
    public void FileWithAPathThatIsTooLong_IsNotRead()
    {
        _image.Make("etc");
        var name = new string('d', 255);
        var directory = DirectoryHandle.OpenHost(_image["etc"]);
        for (var level = 0; level < 17; level++)
        {
            directory.MakeDirectory(name, 0x1ED);
            var child = directory.OpenDirectoryOnSameMount(name);
            directory.Dispose();
            directory = child;
        }

        using (directory)
        using (var file = directory.CreateFile("key", 0x1A4))
        {
            RandomAccess.Write(file, "key"u8, 0);
        }

        using var tree = new PlainTree(_image.Path);
        using var made = new MadeFiles(tree, source: null, _manifest.Path);
        var path = Assert.Single(made.FindBelow("/etc", 100, Token));
        Assert.EndsWith("/key", path, StringComparison.Ordinal);
        Assert.Null(made.Read(path));
    }
}
