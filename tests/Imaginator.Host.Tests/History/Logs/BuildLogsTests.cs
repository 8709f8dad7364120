using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Imaginator.Host.History.Logs;
using Imaginator.Host.Queue.Requests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Host.Tests.History.Logs;

public sealed class BuildLogsTests : IDisposable
{
    private const long Large = 1L << 30;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Log_IsReadTheSameWayRunningAndArchived()
    {
        using var logs = Open();
        var log = logs.TryBegin(Id(7), "base/debian")!;
        log.Append("hello\n"u8);
        var running = LogText.ReadAsync(logs, Id(7));
        Assert.True(logs.Has(Id(7)));
        Assert.True(logs.TryArchive(Id(7)));

        Assert.Equal("hello\n", await running);
        Assert.Equal("hello\n", await LogText.ReadAsync(logs, Id(7)));
        Assert.Null(logs.FindLive(Id(7)));
        Assert.Empty(Directory.GetFiles(_directory.PathOf("running")));
    }

    [Fact]
    public void ArchivedLog_IsAGzipFileForTheOwnerOnly()
    {
        using var logs = Open();
        Write(logs, 42, "base/debian 12", "text");

        var path = _directory.PathOf("000000000001a-base_debian_12.log.gz");
        using var text = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        Assert.Equal("text", text.ReadToEnd());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(_directory.PathOf("running")));
    }

    [Fact]
    public void DirectoryThatCannotBeUsed_IsNamedInOneSentence()
    {
        var failure = Assert.Throws<ImaginatorException>(
            () => new BuildLogs("/proc/imaginator", Large, NullLogger.Instance));
        Assert.StartsWith("cannot use the build log archive \"/proc/imaginator\": ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("'/proc/imaginator'; choose another with -buildLogDir", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("<script>alert('x')</script>")]
    [InlineData("\u00e4\u6f22\U0001f600/\0\n")]
    public async Task HostileStreamName_StaysInTheDirectory(string name)
    {
        using var logs = Open();
        Write(logs, 1, name, "text");
        Write(logs, 2, new string('x', 5000), "long");

        Assert.Equal(2, Directory.GetFiles(_directory.FullName).Length);
        Assert.Equal("text", await LogText.ReadAsync(logs, Id(1)));
        Assert.Equal("long", await LogText.ReadAsync(logs, Id(2)));
    }

    [Fact]
    public async Task Logs_AreFoundAgainAfterARestart()
    {
        using (var logs = Open())
        {
            Write(logs, 1, "a", "first");
        }

        using var again = Open();
        Assert.Equal("first", await LogText.ReadAsync(again, Id(1)));
        Assert.True(again.Archive.DiskUsage > 0);
    }

    [Fact]
    public async Task LogOfABuildThatTheDaemonDidNotOutlive_SaysThatItIsNotWhole()
    {
        // As kill -9 leaves them: one growing, one complete but not compressed, one half compressed.
        Directory.CreateDirectory(_directory.PathOf("running"));
        _directory.Write("running/0000000000003-a.log.part", "half of i");
        _directory.Write("running/0000000000004-b.log", "all of it\n");
        _directory.Write("0000000000004-b.log.gz.new", "rubbish");

        using var logs = Open();

        Assert.Equal("half of i\n[interrupted: the daemon ended before the build did]\n", await LogText.ReadAsync(logs, Id(3)));
        Assert.Equal("all of it\n", await LogText.ReadAsync(logs, Id(4)));
        Assert.Equal(
            ["0000000000003-a.log.gz", "0000000000004-b.log.gz"],
            Directory.GetFiles(_directory.FullName).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Empty(Directory.GetFiles(_directory.PathOf("running")));
    }

    [Fact]
    public void Quota_MakesTheOldestLogsGoFirst()
    {
        using var logs = new BuildLogs(_directory.FullName, 50_000, NullLogger.Instance);
        foreach (var id in Enumerable.Range(1, 8))
        {
            Write(logs, id, "a", Incompressible(10_000));
        }

        Assert.Equal([Id(5), Id(6), Id(7), Id(8)], logs.Archive.Logs.Keys);
        Assert.Equal(4, Directory.GetFiles(_directory.FullName).Length);
        Assert.InRange(logs.Archive.DiskUsage, 40_000, 50_000);
    }

    [Fact]
    public void SmallerQuota_HoldsFromTheStart()
    {
        using (var logs = Open())
        {
            Write(logs, 1, "a", Incompressible(10_000));
            Write(logs, 2, "a", Incompressible(10_000));
        }

        using var again = new BuildLogs(_directory.FullName, 15_000, NullLogger.Instance);
        Assert.Equal([Id(2)], again.Archive.Logs.Keys);
    }

    [Fact]
    public async Task FullDisk_LeavesNoHalfLogInTheArchive()
    {
        using var disk = new SmallFileSystem(512);
        using var logs = new BuildLogs(disk.FullName, Large, NullLogger.Instance);
        var text = Incompressible(100_000);
        logs.TryBegin(Id(1), "a")!.Append(Encoding.UTF8.GetBytes(text));
        disk.Fill();

        Assert.False(logs.TryArchive(Id(1)));
        Assert.False(logs.Has(Id(1)));
        Assert.Empty(Directory.GetFiles(disk.FullName, "*.gz*"));

        disk.MakeRoom();
        logs.Dispose();
        using var again = new BuildLogs(disk.FullName, Large, NullLogger.Instance);
        Assert.Equal(text, await LogText.ReadAsync(again, Id(1)));
    }

    [Fact]
    public async Task FileThatSomebodyRemoved_IsALogThatIsNotThere()
    {
        using var logs = Open();
        Write(logs, 1, "a", "text");
        File.Delete(_directory.PathOf("0000000000001-a.log.gz"));

        Assert.Null(await LogText.ReadAsync(logs, Id(1)));
        Assert.False(logs.Has(Id(1)));
    }

    [Fact]
    public async Task DirectoryThatSomebodyRemoved_IsMadeAgain()
    {
        using var logs = Open();
        Directory.Delete(_directory.FullName, recursive: true);

        Write(logs, 1, "a", "text");

        Assert.Equal("text", await LogText.ReadAsync(logs, Id(1)));
    }

    [Fact]
    public void SecondDaemon_DoesNotTakeTheLogsOfTheFirst()
    {
        using var logs = Open();
        logs.TryBegin(Id(1), "a")!.Append("half"u8);
        var error = Assert.Throws<ImaginatorException>(Open);
        Assert.Contains("another daemon", error.Message, StringComparison.Ordinal);
        Assert.False(logs.FindLive(Id(1))!.IsComplete);
    }

    [Fact]
    public void DirectoryThatCannotBeUsed_IsExplained()
    {
        var file = _directory.Write("file", "");
        var error = Assert.Throws<ImaginatorException>(() => new BuildLogs(file, Large, NullLogger.Instance));
        Assert.Contains("-buildLogDir", error.Message, StringComparison.Ordinal);
    }

    private static BuildId Id(long value) => new(value);

    private static string Incompressible(int length) => Convert.ToHexString(RandomNumberGenerator.GetBytes(length));

    private static void Write(BuildLogs logs, long id, string stream, string text)
    {
        logs.TryBegin(Id(id), stream)!.Append(Encoding.UTF8.GetBytes(text));
        Assert.True(logs.TryArchive(Id(id)));
    }

    private BuildLogs Open() => new(_directory.FullName, Large, NullLogger.Instance);
}
