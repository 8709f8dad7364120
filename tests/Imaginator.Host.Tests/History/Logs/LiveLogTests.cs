using System.Text;
using Imaginator.Host.History.Logs;
using Imaginator.Host.Queue.Output;

namespace Imaginator.Host.Tests.History.Logs;

public sealed class LiveLogTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<Exception> _faults = [];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Reader_GetsWhatWasWrittenBeforeItCame()
    {
        using var log = Create();
        log.Append("one "u8);
        log.Append("two"u8);
        log.Complete();

        Assert.Equal("one two", await ReadAllAsync(log));
    }

    [Fact]
    public async Task Reader_GetsOutputWhileTheBuildGoesOn()
    {
        using var log = Create();
        using var reader = log.TryOpenReader()!;
        var buffer = new byte[100];

        var first = reader.ReadAsync(buffer, TestContext.Current.CancellationToken);
        Assert.False(first.IsCompleted);
        log.Append("hello"u8);
        Assert.Equal("hello", Encoding.UTF8.GetString(buffer, 0, await first));

        var end = reader.ReadAsync(buffer, TestContext.Current.CancellationToken);
        Assert.False(end.IsCompleted);
        log.Complete();
        Assert.Equal(0, await end);
    }

    [Fact]
    public async Task ManyReaders_AllGetTheWholeLog()
    {
        using var log = Create();
        var readers = Enumerable.Range(0, 50).Select(_ => Task.Run(() => ReadAllAsync(log))).ToList();
        var expected = new StringBuilder();
        for (var i = 0; i < 2000; i++)
        {
            var line = $"line {i}\n";
            expected.Append(line);
            log.Append(Encoding.UTF8.GetBytes(line));
        }

        log.Complete();
        foreach (var text in await Task.WhenAll(readers))
        {
            Assert.Equal(expected.ToString(), text);
        }
    }

    [Fact]
    public void Build_DoesNotWaitForAReaderThatDoesNotRead()
    {
        using var log = Create();
        using var idle = log.TryOpenReader()!;
        var piece = new byte[64 * 1024];
        for (var i = 0; i < 200; i++)
        {
            log.Append(piece);
        }

        Assert.Equal(200L * piece.Length, log.Length);
        Assert.Equal(0, idle.Position);
    }

    [Fact]
    public async Task Reader_GoesOnWhenTheFileIsGone()
    {
        using var log = Create();
        log.Append("still here"u8);
        using var reader = log.TryOpenReader()!;
        log.Dispose();
        File.Delete(log.Path);

        Assert.Equal("still here", await ReadAllAsync(reader));
    }

    [Fact]
    public void File_IsClosedWithTheLastReader()
    {
        var log = Create();
        var reader = log.TryOpenReader()!;
        log.Dispose();
        log.TryOpenReader()!.Dispose();
        reader.Dispose();
        Assert.Null(log.TryOpenReader());
    }

    [Fact]
    public async Task Reader_StopsWhenItIsCancelled()
    {
        using var log = Create();
        using var reader = log.TryOpenReader()!;
        using var cancellation = new CancellationTokenSource();

        var read = reader.ReadAsync(new byte[10], cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);
    }

    [Fact]
    public async Task LongLog_KeepsItsStartAndItsEndAndSaysWhatIsMissing()
    {
        using var log = Create(maximumLength: 10);
        log.Append("0123456789ab"u8);
        log.Append(new byte[LiveLog.TailLength]);
        log.Append("why it failed"u8);
        log.Complete();

        var text = await ReadAllAsync(log);
        Assert.StartsWith("0123456789\n[15 bytes omitted: the log is too long]\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\0why it failed", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogThatIsALittleTooLong_LosesNothing()
    {
        using var log = Create(maximumLength: 10);
        log.Append("0123456789ab"u8);
        log.Append("cdef"u8);
        log.Complete();

        Assert.Equal("0123456789abcdef", await ReadAllAsync(log));
    }

    [Fact]
    public void Log_IsMarkedAsAPartUntilItIsComplete()
    {
        var path = _directory.PathOf("x.log");
        using var log = Create();
        Assert.Equal(path + ".part", log.Path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(log.Path));

        log.Complete();

        Assert.Equal(path, log.Path);
        Assert.True(File.Exists(path));
        Assert.Empty(_faults);
    }

    [Fact]
    public void OutputAfterTheEnd_IsIgnored()
    {
        using var log = Create();
        log.Append("all"u8);
        log.Complete();
        log.Append("too late"u8);
        Assert.Equal(3, log.Length);
    }

    [Fact]
    public async Task FullDisk_CostsLinesAndTheLogSaysHowMany()
    {
        using var disk = new SmallFileSystem(256);
        using var log = new LiveLog(disk.PathOf("x.log"), _faults.Add);
        log.Append("before\n"u8);
        disk.Fill();
        log.Append(new byte[5000]);
        log.Append(new byte[6000]);
        disk.MakeRoom();
        log.Append("after\n"u8);
        log.Complete();

        Assert.Single(_faults);
        Assert.Equal(
            """
            before

            [5000 bytes missing: writing the log file failed]

            [6000 bytes missing: writing the log file failed]
            after

            """,
            await ReadAllAsync(log));
    }

    private static async Task<string> ReadAllAsync(LiveLog log)
    {
        using var reader = log.TryOpenReader()!;
        return await ReadAllAsync(reader);
    }

    private static async Task<string> ReadAllAsync(IBuildOutputReader reader)
    {
        using var text = new MemoryStream();
        var buffer = new byte[1000];
        while (await reader.ReadAsync(buffer, TestContext.Current.CancellationToken) is var count and > 0)
        {
            text.Write(buffer, 0, count);
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    private LiveLog Create(long maximumLength = LiveLog.DefaultMaximumLength) =>
        new(_directory.PathOf("x.log"), _faults.Add, maximumLength);
}
