using System.Diagnostics;
using Imaginator.Host.Configuration.Watching;

namespace Imaginator.Host.Tests.Configuration;

public sealed class FileWatchTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FileWatch _watch;

    public FileWatchTests()
    {
        _directory.Write("conf/file", "first");
        _watch = new FileWatch(File);
    }

    private string File => _directory.PathOf("conf", "file");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Reads_SoonAfterTheStartAndThenNeverAgain()
    {
        Assert.Equal([2, 14], LooksThatRead(100));
    }

    [Fact]
    public void Sees_FileWrittenInPlace()
    {
        Settle();
        System.IO.File.AppendAllText(File, ".");
        Assert.Equal([2, 14], LooksThatRead(50));
    }

    [Fact]
    public void Sees_FileRenamedOverIt()
    {
        Settle();
        _directory.Write("conf/new", "first");
        System.IO.File.Move(_directory.PathOf("conf", "new"), File, overwrite: true);
        Assert.Equal([2, 14], LooksThatRead(50));
    }

    [Fact]
    public void Sees_ModificationTimeThatWasSetBack()
    {
        Settle();
        var time = System.IO.File.GetLastWriteTimeUtc(File);
        System.IO.File.WriteAllText(File, "FIRST");
        System.IO.File.SetLastWriteTimeUtc(File, time);
        Assert.Equal([2, 14], LooksThatRead(50));
    }

    [Fact]
    public void Sees_LinkToItsDirectorySwitched()
    {
        // As Kubernetes mounts its configuration.
        _directory.Write("version1/file", "first");
        _directory.Write("version2/file", "other");
        System.IO.File.CreateSymbolicLink(_directory.PathOf("current"), "version1");
        System.IO.File.CreateSymbolicLink(_directory.PathOf("link"), "current/file");
        var watch = new FileWatch(_directory.PathOf("link"));
        LooksThatRead(50, watch);

        System.IO.File.CreateSymbolicLink(_directory.PathOf("next"), "version2");
        Rename("next", "current");
        Assert.Equal([2, 14], LooksThatRead(50, watch));
    }

    [Fact]
    public void Waits_ForADirectoryThatIsAwayForAMoment()
    {
        Settle();
        Directory.Move(_directory.PathOf("conf"), _directory.PathOf("away"));
        Assert.Empty(LooksThatRead(39));
        Directory.Move(_directory.PathOf("away"), _directory.PathOf("conf"));
        Assert.Empty(LooksThatRead(50));

        Directory.Delete(_directory.PathOf("conf"), recursive: true);
        Assert.Empty(LooksThatRead(39));
        _directory.Write("conf/file", "second");
        Assert.Equal([2, 14], LooksThatRead(50));
    }

    [Fact]
    public void Reports_FileThatStaysAway()
    {
        Settle();
        Directory.Delete(_directory.PathOf("conf"), recursive: true);
        Assert.Equal([41, 53], LooksThatRead(100));
        _directory.Write("conf/file", "back");
        Assert.Equal([2, 14], LooksThatRead(50));
    }

    [Fact]
    public void Waits_UntilWhoeverWritesHasFinished()
    {
        Settle();
        for (var i = 0; i < 119; i++)
        {
            System.IO.File.AppendAllText(File, ".");
            Assert.False(_watch.Check());
        }

        Assert.True(_watch.Check());
    }

    [Fact]
    public void Reads_FileThatNeverRests()
    {
        Settle();
        var reads = Enumerable.Range(1, 240).Where(_ =>
        {
            System.IO.File.AppendAllText(File, ".");
            return _watch.Check();
        });
        Assert.Equal([120, 240], reads);
    }

    [Fact]
    public void Reports_PathThatCannotBeLookedAt() =>
        Assert.Empty(LooksThatRead(50, new FileWatch("/" + new string('x', 300))));

    // File.Move looks for a file behind the link.
    private void Rename(string from, string to)
    {
        using var move = Process.Start("mv", ["-T", _directory.PathOf(from), _directory.PathOf(to)]);
        move.WaitForExit();
        Assert.Equal(0, move.ExitCode);
    }

    private void Settle() => LooksThatRead(50);

    private int[] LooksThatRead(int looks, FileWatch? watch = null) =>
        [.. Enumerable.Range(1, looks).Where(_ => (watch ?? _watch).Check())];
}
