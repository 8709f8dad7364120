using System.Diagnostics;
using Imaginator.Building.Trees;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Tests.Trees;

public sealed class TreeRemoverTests : IDisposable
{
    private readonly TestTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Removes_EverythingOfANameAndNothingElse()
    {
        _tree.File("a/b/c", "x").Fifo("a/pipe").Link("a/dangling", "nowhere").File("kept", "k");
        Directory.CreateDirectory(_tree["a/locked"], UnixFileMode.None);

        Remove("a");

        Assert.Equal(["/kept"], _tree.Entries());
    }

    [Fact]
    public void Removes_LinkAndNotItsTarget()
    {
        _tree.File("target/x", "x").Link("link", "target").Link("dir/in-dir", "../target");

        Remove("link");
        Remove("dir");

        Assert.Equal(["/target/", "/target/x"], _tree.Entries());
    }

    [Fact]
    public void Accepts_NameThatDoesNotExist() => Remove("missing");

    [Fact]
    public void Removes_TreeOf6000Levels_WithFewDescriptorsAndNoRecursion()
    {
        MakeDeep(6_000);

        Remove("deep");

        Assert.Empty(_tree.Entries());
    }

    [Fact]
    public void Removes_ImmutableAndAppendOnlyFiles()
    {
        _tree.File("a/immutable/x", "x").File("a/log", "l");
        Run("chattr", "+i", _tree["a/immutable/x"], _tree["a/immutable"]);
        Run("chattr", "+a", _tree["a/log"]);

        Remove("a");

        Assert.Empty(_tree.Entries());
    }

    [Fact]
    public void Refuses_ToTouchWhatIsMountedInIt()
    {
        // A bind mount within one file system has the same device number: only the kernel can tell.
        using var outside = new TestTree();
        outside.File("precious", "p");
        _tree.Make("a/mount").Make("b");
        Run("mount", "--bind", outside.Path, _tree["a/mount"]);
        Run("mount", "--bind", outside.Path, _tree["b"]);
        try
        {
            Assert.Contains("/mount", Assert.Throws<ImaginatorException>(() => Remove("a")).Message, StringComparison.Ordinal);
            Assert.Contains("mounted", Assert.Throws<ImaginatorException>(() => Remove("b")).Message, StringComparison.Ordinal);
            Assert.Equal("p", outside.Read("precious"));
        }
        finally
        {
            Run("umount", _tree["a/mount"]);
            Run("umount", _tree["b"]);
        }

        Remove("a");
        Assert.Equal(["/b/"], _tree.Entries());
    }

    [Fact]
    public void Stops_WhenCancelled()
    {
        _tree.File("a/x", "x");
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        using var root = DirectoryHandle.OpenHost(_tree.Path);

        Assert.Throws<OperationCanceledException>(() => TreeRemover.Remove(root, "a", cancelled.Token));
        Assert.Equal("x", _tree.Read("a/x"));
    }

    private void MakeDeep(int levels)
    {
        var directory = DirectoryHandle.OpenHost(_tree.Path);
        directory.MakeDirectory("deep", 0x1ED);
        for (var level = 0; level <= levels; level++)
        {
            var name = level == 0 ? "deep" : "d";
            var child = directory.OpenDirectoryOnSameMount(name); // Its display path does not grow.
            directory.Dispose();
            directory = child;
            if (level < levels)
            {
                directory.MakeDirectory("d", 0x1ED);
            }
        }

        directory.CreateFile("bottom", 0x1A4).Dispose();
        directory.Dispose();
    }

    private void Remove(string name)
    {
        using var root = DirectoryHandle.OpenHost(_tree.Path);
        TreeRemover.Remove(root, name, TestContext.Current.CancellationToken);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
