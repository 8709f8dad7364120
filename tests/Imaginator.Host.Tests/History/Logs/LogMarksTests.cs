using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Imaginator.Host.History.Logs;
using Imaginator.Host.Queue.Requests;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.History.Logs;

public sealed class LogMarksTests : IDisposable
{
    private static readonly BuildId Id = new(7);

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Lines_HaveTheTimesOfTheirWrites()
    {
        using var log = Create();
        var start = _time.GetUtcNow();
        log.Append("one\n"u8);
        _time.Advance(TimeSpan.FromMilliseconds(10));
        log.Append("soon\n"u8);
        _time.Advance(TimeSpan.FromSeconds(2));
        log.Append("two\n"u8);

        var marks = log.Marks;
        Assert.Equal(start, marks.TimeAt(0));
        Assert.Equal(start, marks.TimeAt(4));
        Assert.Equal(_time.GetUtcNow(), marks.TimeAt(9));
        Assert.Equal(_time.GetUtcNow(), marks.TimeAt(1000));
        Assert.Null(LogMarks.None.TimeAt(0));
    }

    [Fact]
    public void Stages_BeginWithTheOutputThatFollows()
    {
        using var log = Create();
        log.BeginStage("unpack");
        log.Append("one\n"u8);
        log.BeginStage("files");
        log.BeginStage("scripts");
        log.Append("two\n"u8);

        Assert.Equal([(0, "unpack"), (4, "files"), (4, "scripts")], log.Marks.Stages.Select(mark => ((int)mark.Offset, mark.Stage!)));
        Assert.Equal(["files", "scripts"], log.MarksBetween(4, 8).Select(mark => mark.Stage));
        Assert.Equal(new LogMark(2, _time.GetUtcNow()), log.MarksBetween(2, 4).Single());
    }

    [Fact]
    public void ArchivedLog_KeepsItsTimesAndStages_AndKnowsItsFirstError()
    {
        using var logs = Open();
        var log = logs.TryBegin(Id, "base")!;
        log.BeginStage("packages");
        log.Append("error: of an earlier stage\n"u8);
        _time.Advance(TimeSpan.FromMinutes(1));
        log.BeginStage("scripts");
        log.Append("all is well\n\u001b[31merror:\u001b[0m it is not\nFAILED: base: scripts: exit status 1\n"u8);
        var before = logs.ReadMarks(Id);
        Assert.True(logs.TryArchive(Id));

        var after = logs.ReadMarks(Id);
        Assert.Equal(before.All, after.All);
        Assert.Null(before.FirstError);
        Assert.Equal("error: of an earlier stage\nall is well\n".Length, after.FirstError);
    }

    [Fact]
    public void OtherPrograms_ReadTheLogAsBefore()
    {
        using var logs = Open();
        var log = logs.TryBegin(Id, "base")!;
        log.BeginStage("scripts");
        log.Append(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("some text\n", 10_000))));
        logs.TryArchive(Id);

        var path = Assert.Single(Directory.GetFiles(_directory.FullName, "*.log.gz"));
        using var gzip = Process.Start(new ProcessStartInfo("gzip", ["-dc", path]) { RedirectStandardOutput = true })!;
        var text = gzip.StandardOutput.ReadToEnd();
        gzip.WaitForExit();
        Assert.Equal(0, gzip.ExitCode);
        Assert.Equal(100_000, text.Length);
    }

    [Fact]
    public void LogOfAnEarlierVersion_HasNoTimes()
    {
        using (var file = File.Create(_directory.PathOf("0000000000007-base.log.gz")))
        using (var compressed = new GZipStream(file, CompressionMode.Compress))
        {
            compressed.Write("old\n"u8);
        }

        using var logs = Open();
        Assert.Empty(logs.ReadMarks(Id).All);
    }

    [Fact]
    public void InterruptedLog_KeepsItsTimes()
    {
        using (var log = new LiveLog(_directory.PathOf("running-log"), _ => { }, timeProvider: _time))
        {
            log.BeginStage("scripts");
            log.Append("half"u8);
            Directory.CreateDirectory(_directory.PathOf("running"));
            File.Copy(_directory.PathOf("running-log.part"), _directory.PathOf("running/0000000000007-base.log.part"));
            File.Copy(_directory.PathOf("running-log.times"), _directory.PathOf("running/0000000000007-base.log.times"));
        }

        using var logs = Open();

        Assert.Equal("scripts", Assert.Single(logs.ReadMarks(Id).Stages).Stage);
        Assert.Equal(_time.GetUtcNow(), logs.ReadMarks(Id).TimeAt(0));
        Assert.Equal("half\n".Length, logs.ReadMarks(Id).FirstError);
        Assert.Empty(Directory.GetFiles(_directory.PathOf("running")));
    }

    [Fact]
    public void LongLog_HasTheTimesOfItsEnd()
    {
        using var log = new LiveLog(_directory.PathOf("x.log"), _ => { }, maximumLength: 10, _time);
        log.Append("0123456789"u8);
        _time.Advance(TimeSpan.FromMinutes(1));
        log.BeginStage("scripts");
        log.Append(new byte[LiveLog.TailLength]);
        _time.Advance(TimeSpan.FromMinutes(1));
        log.Append("why it failed"u8);
        log.Complete();

        Assert.Equal(_time.GetUtcNow(), log.Marks.TimeAt(log.Length - 1));
        Assert.Equal(_time.GetUtcNow().AddMinutes(-1), log.Marks.TimeAt(log.Length - 14));
        Assert.Equal("scripts", Assert.Single(log.Marks.Stages).Stage);
    }

    [Fact]
    public void ManyMarks_AreStoredInLittleSpace()
    {
        var list = new LogMarkList();
        var random = new Random(1);
        var offset = 0L;
        for (var number = 0; number < 1_000_000; number++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100 + random.Next(100)));
            list.Add(offset += random.Next(200), _time.GetUtcNow());
        }

        list.AddStage(offset, _time.GetUtcNow(), "scripts");
        var marks = new LogMarks(list.ToImmutable(), firstError: 5);
        Assert.InRange(marks.All.Length, 1000, 200_000);

        var encoded = LogMarkCodec.Encode(marks, 60_000);

        Assert.InRange(encoded.Length, 1, 60_000);
        var decoded = LogMarkCodec.Decode(encoded);
        Assert.Equal(5, decoded.FirstError);
        Assert.Equal("scripts", Assert.Single(decoded.Stages).Stage);
        Assert.InRange(decoded.All.Length, 100, marks.All.Length);
    }

    [Fact]
    public void DamagedMarks_AreNone()
    {
        var encoded = LogMarkCodec.Encode(new LogMarks([new LogMark(0, _time.GetUtcNow(), "scripts")], null), 1000);
        Assert.Single(LogMarkCodec.Decode(encoded).All);
        Assert.Empty(LogMarkCodec.Decode(encoded.AsMemory(0, encoded.Length / 2)).All);
        Assert.Empty(LogMarkCodec.Decode(new byte[] { 1, 2, 3 }).All);
    }

    [Theory]
    [InlineData("E: Unable to locate package nosuch", true)]
    [InlineData("/bin/sh: 1: frobnicate: command not found", true)]
    [InlineData("main.c:3:1: error: expected expression", true)]
    [InlineData("\u001b[1m\u001b[31mfatal: not a git repository", true)]
    [InlineData("FAILED: base: scripts: exit status 1", true)]
    [InlineData("Setting up liberror-perl (0.17029-2) ...", false)]
    [InlineData("0 errors, 3 warnings", false)]
    [InlineData("", false)]
    public void ErrorLines_AreThoseThatToolsPrint(string line, bool isError) =>
        Assert.Equal(isError, ErrorLines.IsError(Encoding.UTF8.GetBytes(line)));

    private LiveLog Create() => new(_directory.PathOf("x.log"), _ => { }, timeProvider: _time);

    private BuildLogs Open() => new(_directory.FullName, 1 << 30, NullLogger.Instance, _time);
}
