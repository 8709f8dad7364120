using System.Diagnostics;
using Imaginator.Building.Outputs;

namespace Imaginator.Building.Tests.Outputs;

public sealed class OutputFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void RegularFile_IsReplacedWhole_EvenIfItsNameIsLong()
    {
        var path = _directory.Write(new string('n', 255), "old");
        using (var output = OutputFile.Begin(path))
        {
            File.WriteAllText(output.TemporaryPath, "new");
            Assert.Equal("old", File.ReadAllText(path));
            output.Complete();
        }

        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(_directory.FullName));
    }

    [Fact]
    public void UnfinishedFile_LeavesNothing()
    {
        var path = _directory.PathOf("file");
        OutputFile.Check(path);
        using (var output = OutputFile.Begin(path))
        {
            File.WriteAllText(output.TemporaryPath, "half");
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory.FullName));
    }

    [Theory]
    [InlineData("mkfifo OUT", "it is a FIFO")]
    [InlineData("mknod OUT c 1 3", "it is a device")]
    [InlineData("mknod OUT b 7 200", "it is a device")]
    [InlineData("ln -s target OUT", "it is a symbolic link")]
    [InlineData("touch target; ln -s target OUT", "it is a symbolic link")]
    [InlineData("mkdir OUT", "not of a directory")]
    public void AnythingElse_IsRefused_AndStays(string make, string reason)
    {
        var path = _directory.PathOf("out");
        using (var shell = Process.Start(
            new ProcessStartInfo("sh", ["-c", make.Replace("OUT", "out", StringComparison.Ordinal)])
            {
                WorkingDirectory = _directory.FullName,
            })!)
        {
            shell.WaitForExit();
            Assert.Equal(0, shell.ExitCode);
        }

        var before = Directory.EnumerateFileSystemEntries(_directory.FullName).Order(StringComparer.Ordinal).ToList();

        var exception = Assert.Throws<ImaginatorException>(() => OutputFile.Check(path));

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, Directory.EnumerateFileSystemEntries(_directory.FullName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ThatWhichAppearsMeanwhile_IsNotReplaced()
    {
        var path = _directory.PathOf("file");
        using var output = OutputFile.Begin(path);
        File.WriteAllText(output.TemporaryPath, "new");
        File.CreateSymbolicLink(path, "elsewhere");

        Assert.Throws<ImaginatorException>(output.Complete);

        Assert.Equal("elsewhere", new FileInfo(path).LinkTarget);
    }

    [Theory]
    [InlineData("")]
    [InlineData("missing/file")]
    [InlineData("directory/")]
    public void PathThatCannotBeAFile_IsRefused(string name) =>
        Assert.Throws<ImaginatorException>(() => OutputFile.Begin(name.Length == 0 ? "" : _directory.FullName + "/" + name));
}
