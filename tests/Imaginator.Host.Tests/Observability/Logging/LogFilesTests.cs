using Imaginator.Host.Observability.Logging;

namespace Imaginator.Host.Tests.Observability.Logging;

public sealed class LogFilesTests
{
    private const UnixFileMode OwnerAndGroup =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    [Fact]
    public void FilesAndDirectory_AreClosedToOthers()
    {
        using var log = new TestLog();

        TestMessages.Started(log.Logger(), "base", "ann");

        Assert.Equal(OwnerAndGroup, File.GetUnixFileMode(log.LogDirectory));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(log.Files[0].FullName));
    }

    [Fact]
    public void Latest_PointsToTheFileThatGrows()
    {
        using var log = new TestLog();

        for (var number = 0; number < 200; number++)
        {
            log.Time.Advance(TimeSpan.FromSeconds(1));
            TestMessages.Started(log.Logger(), $"stream-{number}", "ann");
        }

        Assert.True(log.Files.Count > 1);
        Assert.Equal(log.Files[^1].Name, new FileInfo(Path.Combine(log.LogDirectory, "latest")).LinkTarget);
        Assert.Contains("stream-199", log.Latest, StringComparison.Ordinal);
    }

    [Fact]
    public void Quota_IsNeverExceededAndTheNewestStay()
    {
        using var log = new TestLog(settings => settings with { Quota = 50_000, MaximumFileSize = 10_000 });
        var largest = 0L;

        for (var number = 0; number < 3000; number++)
        {
            log.Time.Advance(TimeSpan.FromMilliseconds(1));
            TestMessages.Started(log.Logger(), $"stream-{number}", "ann");
            largest = Math.Max(largest, log.Files.Sum(file => file.Length));
        }

        Assert.InRange(largest, 30_000, 50_000);
        Assert.All(log.Files, file => Assert.InRange(file.Length, 1, 10_000));
        Assert.Contains("stream-2999", log.Latest, StringComparison.Ordinal);
        Assert.Contains("stream-2800", string.Concat(log.Files.Select(file => File.ReadAllText(file.FullName))), StringComparison.Ordinal);
    }

    [Fact]
    public void Quota_LeavesFilesOfOthersAlone()
    {
        using var log = new TestLog(settings => settings with { Quota = 20_000, MaximumFileSize = 5_000 });
        Directory.CreateDirectory(Path.Combine(log.LogDirectory, "builds"));
        File.WriteAllText(Path.Combine(log.LogDirectory, "builds", "log"), new string('x', 100_000));
        File.WriteAllText(Path.Combine(log.LogDirectory, "other.log"), "x");

        for (var number = 0; number < 1000; number++)
        {
            TestMessages.Started(log.Logger(), $"stream-{number}", "ann");
        }

        Assert.True(File.Exists(Path.Combine(log.LogDirectory, "builds", "log")));
        Assert.True(File.Exists(Path.Combine(log.LogDirectory, "other.log")));
    }

    [Fact]
    public void ManyStarts_LeaveALimitedNumberOfFiles()
    {
        using var log = new TestLog();
        var directory = Path.Combine(log.LogDirectory, "starts");

        for (var number = 0; number < 300; number++)
        {
            using var files = new DaemonLogFiles(directory, 1_000_000_000, 1_000_000, log.Time);

            // A process that another test starts at this moment has a copy of the lock until its program runs.
            Assert.True(SpinWait.SpinUntil(
                () =>
                {
                    log.Time.Advance(TimeSpan.FromSeconds(11));
                    return files.Write("line\n"u8) is null;
                },
                TimeSpan.FromSeconds(10)));
        }

        Assert.InRange(Directory.GetFiles(directory, "imaginator.*.log").Length, 100, 200);
    }

    [Fact]
    public void RemovedFile_IsReplacedByANewOne()
    {
        using var log = new TestLog();
        TestMessages.Started(log.Logger(), "first", "ann");
        Directory.Delete(log.LogDirectory, recursive: true);

        log.Time.Advance(TimeSpan.FromSeconds(6));
        TestMessages.Started(log.Logger(), "second", "ann");

        Assert.Contains("second", log.Latest, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void MovedFile_IsReplacedByANewOne_WhichIsSaidOnce(bool isAskedTo)
    {
        using var log = new TestLog();
        TestMessages.Started(log.Logger(), "first", "ann");
        var first = log.Files[0].FullName;
        File.Move(first, first + ".1");

        // What logrotate makes in its place is not the file of the log.
        File.WriteAllText(first, "");
        if (isAskedTo)
        {
            log.Log.Reopen();
        }
        else
        {
            log.Time.Advance(TimeSpan.FromSeconds(6));
        }

        TestMessages.Started(log.Logger(), "second", "ann");
        TestMessages.Started(log.Logger(), "third", "ann");

        Assert.Contains("second", log.Latest, StringComparison.Ordinal);
        Assert.DoesNotContain("second", File.ReadAllText(first + ".1"), StringComparison.Ordinal);
        Assert.Contains($"{first} was moved or removed; the log continues in {log.LogDirectory}", Assert.Single(
            log.StandardError.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.Null(log.Log.Failure);
    }

    [Fact]
    public void DirectoryOfAnotherDaemon_IsNotShared()
    {
        using var log = new TestLog();
        TestMessages.Started(log.Logger(), "first", "ann");
        using var other = new DaemonLogFiles(log.LogDirectory, 1_000_000, 100_000, log.Time);

        Assert.Contains("another daemon uses the directory; choose another with -logDir", other.Write("line\n"u8), StringComparison.Ordinal);
        Assert.Equal($"cannot write log files in {log.LogDirectory}: another daemon uses the directory; choose another with -logDir", other.Failure);
        Assert.Single(log.Files);

        log.Log.Dispose();
        log.Time.Advance(TimeSpan.FromSeconds(11));
        Assert.Null(other.Write("line\n"u8));
        Assert.Null(other.Failure);
    }

    [Fact]
    public void ForeignLink_IsNotFollowed()
    {
        using var log = new TestLog();
        Directory.CreateDirectory(log.LogDirectory);
        var target = Path.Combine(log.Root, "target");
        File.WriteAllText(target, "precious");
        File.CreateSymbolicLink(Path.Combine(log.LogDirectory, "imaginator.20261123T193000.000Z.log"), target);
        File.CreateSymbolicLink(Path.Combine(log.LogDirectory, "latest"), target);

        TestMessages.Started(log.Logger(), "base", "ann");

        Assert.Equal("precious", File.ReadAllText(target));
        Assert.Contains("base", log.Latest, StringComparison.Ordinal);
    }

    [Fact]
    public void UnusableDirectory_IsReportedOnceAndStandardErrorReceivesTheLog()
    {
        using var log = new TestLog();
        File.WriteAllText(log.LogDirectory, "a file in its place");

        TestMessages.Started(log.Logger(), "first", "ann");
        TestMessages.Started(log.Logger(), "second", "ann");

        var lines = log.StandardError.TrimEnd('\n').Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Single(lines, line => line.Contains("cannot write log files in " + log.LogDirectory, StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains("first", StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains("second", StringComparison.Ordinal));
        Assert.Contains(log.Log.Recent.Newest(), line => line.Contains("cannot write log files", StringComparison.Ordinal));
    }

    [Fact]
    public void Files_ContinueWhenTheDirectoryIsUsableAgain()
    {
        using var log = new TestLog();
        File.WriteAllText(log.LogDirectory, "a file in its place");
        TestMessages.Started(log.Logger(), "first", "ann");
        File.Delete(log.LogDirectory);

        log.Time.Advance(TimeSpan.FromSeconds(11));
        TestMessages.Started(log.Logger(), "second", "ann");

        Assert.Contains("second", log.Latest, StringComparison.Ordinal);
        Assert.Contains("writing log files in " + log.LogDirectory + " again", log.StandardError, StringComparison.Ordinal);
        Assert.DoesNotContain("second", log.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public void FullDisk_MovesTheLogToStandardErrorUntilSpaceIsFree()
    {
        using var disk = new SmallFileSystem(256);
        using var log = new TestLog(
            settings => settings with { Quota = 100_000_000, MaximumFileSize = 100_000_000 }, root: disk.PathOf("root"));
        TestMessages.Started(log.Logger(), "first", "ann");
        disk.Fill();

        for (var number = 0; number < 100; number++)
        {
            TestMessages.Started(log.Logger(), $"stream-{number}", new string('x', 100));
        }

        Assert.Contains("cannot write log files", log.StandardError, StringComparison.Ordinal);
        Assert.Contains("stream-99", log.StandardError, StringComparison.Ordinal);

        disk.MakeRoom();
        log.Time.Advance(TimeSpan.FromSeconds(11));
        TestMessages.Started(log.Logger(), "last", "ann");
        Assert.Contains("last", log.Latest, StringComparison.Ordinal);
    }
}
