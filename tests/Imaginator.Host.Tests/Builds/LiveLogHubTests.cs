using System.Text;
using Imaginator.Host.Builds;
using Imaginator.Host.History.Logs;
using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Queue.Outcomes;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Snapshots;
using Imaginator.Host.Tests.Queue;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Builds;

public sealed class LiveLogHubTests : IAsyncDisposable
{
    private static readonly BuildId Id = new(7);

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private readonly CancellationTokenSource _stopping = new();
    private readonly BuildLogs _logs;
    private readonly QueueFixture _queue;
    private readonly LiveLogHub _hub;

    public LiveLogHubTests()
    {
        _logs = new BuildLogs(_directory.FullName, 1 << 30, NullLogger.Instance, _time);
        _queue = new QueueFixture(1, new LogBeginner(_logs));
        _hub = new LiveLogHub(_logs, _queue.Queue, TimeProvider.System, _stopping.Token);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync();
        _logs.Dispose();
        _stopping.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Followers_GetTheWholeLog_WhereverTheyBegin()
    {
        var log = _logs.TryBegin(Id, "base")!;
        log.Append("one\n"u8);
        var early = ReadAsync(0);
        log.Append("two\n"u8);
        var late = ReadAsync(4);
        var middle = ReadAsync(6);
        for (var number = 0; number < 1000; number++)
        {
            log.Append(Encoding.UTF8.GetBytes($"line {number}\n"));
        }

        log.Complete();
        var rest = string.Concat(Enumerable.Range(0, 1000).Select(number => $"line {number}\n"));

        Assert.Equal("one\ntwo\n" + rest, await early);
        Assert.Equal("two\n" + rest, await late);
        Assert.Equal("o\n" + rest, await middle);
    }

    [Fact]
    public async Task NewLine_ReachesAFollowerThatWaits()
    {
        var log = _logs.TryBegin(Id, "base")!;
        await using var pieces = _hub.FollowAsync(Id, 0, Token).GetAsyncEnumerator(Token);
        var next = pieces.MoveNextAsync().AsTask();

        log.Append("hello\n"u8);

        Assert.True(await next);
        Assert.Equal("hello\n", TextOf(pieces.Current));
        log.Complete();
        Assert.False(await pieces.MoveNextAsync());
    }

    [Fact]
    public async Task SlowFollower_HoldsUpNoOther_AndMissesNothing()
    {
        var log = _logs.TryBegin(Id, "base")!;
        log.Append("first\n"u8);
        await using var slow = _hub.FollowAsync(Id, 0, Token).GetAsyncEnumerator(Token);
        Assert.True(await slow.MoveNextAsync());

        // More than what is kept in memory.
        var piece = Encoding.UTF8.GetBytes(new string('x', 64 * 1024));
        for (var number = 0; number < 32; number++)
        {
            log.Append(piece);
        }

        log.Complete();
        Assert.Equal(6 + (32 * piece.Length), (await ReadAsync(0)).Length);

        var length = slow.Current.Bytes.Length;
        while (await slow.MoveNextAsync())
        {
            Assert.Equal(length, slow.Current.Offset);
            length += slow.Current.Bytes.Length;
        }

        Assert.Equal(6 + (32 * piece.Length), length);
    }

    [Fact]
    public async Task ManyFollowers_AllGetEveryLine()
    {
        var log = _logs.TryBegin(Id, "base")!;
        var followers = Enumerable.Range(0, 200).Select(_ => ReadAsync(0)).ToList();
        for (var number = 0; number < 50; number++)
        {
            log.Append(Encoding.UTF8.GetBytes($"line {number}\n"));
            await Task.Yield();
        }

        log.Complete();
        var expected = string.Concat(Enumerable.Range(0, 50).Select(number => $"line {number}\n"));
        Assert.All(await Task.WhenAll(followers), text => Assert.Equal(expected, text));
    }

    [Fact]
    public async Task QueuedBuild_IsFollowedWhenItStarts()
    {
        using var running = _queue.Queue.Submit(QueueFixture.Request("a"));
        _queue.Runner.Script("b", (run, _) =>
        {
            run.Observer.OnOutput("b", "it runs\n"u8);
            return Task.CompletedTask;
        });
        using var queued = _queue.Queue.Submit(QueueFixture.Request("b"));
        var text = ReadAsync(0, queued.Id);
        Assert.False(text.IsCompleted);

        await _queue.FinishAsync(running, "a");

        Assert.Equal("it runs\n", await text);
    }

    [Fact]
    public async Task ArchivedLog_IsReadFromAnOffset_WithItsTimesAndStages()
    {
        var log = _logs.TryBegin(Id, "base")!;
        log.BeginStage("unpack");
        log.Append("one\n"u8);
        _time.Advance(TimeSpan.FromSeconds(5));
        log.BeginStage("scripts");
        log.Append("two\n"u8);
        Assert.True(_logs.TryArchive(Id));

        var pieces = await PiecesAsync(2, Id, TestContext.Current.CancellationToken);

        var piece = Assert.Single(pieces);
        Assert.Equal((2, "e\ntwo\n"), (piece.Offset, TextOf(piece)));
        Assert.Equal(new LogMark(2, _time.GetUtcNow().AddSeconds(-5)), piece.Marks[0]);
        Assert.Equal(new LogMark(4, _time.GetUtcNow(), "scripts"), piece.Marks[1]);
    }

    [Fact]
    public async Task UnknownBuild_HasNoPieces() =>
        Assert.Empty(await PiecesAsync(0, new BuildId(99), TestContext.Current.CancellationToken));

    [Fact]
    public async Task EndOfTheDaemon_EndsAllFollowers()
    {
        var log = _logs.TryBegin(Id, "base")!;
        log.Append("half"u8);
        using var running = _queue.Queue.Submit(QueueFixture.Request("a"));
        using var queued = _queue.Queue.Submit(QueueFixture.Request("b"));
        var (live, waiting) = (ReadAsync(0), ReadAsync(0, queued.Id));

        await _stopping.CancelAsync();

        Assert.StartsWith(await live, "half", StringComparison.Ordinal);
        Assert.Equal("", await waiting);
    }

    [Fact]
    public async Task FollowerThatLeaves_LeavesTheOthersAlone()
    {
        var log = _logs.TryBegin(Id, "base")!;
        var other = ReadAsync(0);
        using var leave = new CancellationTokenSource();
        var leaving = PiecesAsync(0, Id, leave.Token);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);

        log.Append("still here\n"u8);
        log.Complete();

        Assert.Equal("still here\n", await other);
    }

    private static string TextOf(LogChunk piece) => Encoding.UTF8.GetString(piece.Bytes.Span);

    private Task<string> ReadAsync(long offset) => ReadAsync(offset, Id);

    private async Task<string> ReadAsync(long offset, BuildId id) => string.Concat((await PiecesAsync(offset, id)).Select(TextOf));

    private Task<List<LogChunk>> PiecesAsync(long offset, BuildId id) => PiecesAsync(offset, id, Token);

    private async Task<List<LogChunk>> PiecesAsync(long offset, BuildId id, CancellationToken cancellationToken)
    {
        var pieces = new List<LogChunk>();
        await foreach (var piece in _hub.FollowAsync(id, offset, cancellationToken))
        {
            pieces.Add(piece);
        }

        return pieces;
    }

    private sealed class LogBeginner(BuildLogs logs) : IBuildListener
    {
        public void Started(BuildSnapshot build) => logs.TryBegin(build.Id, build.StreamName);

        public void Output(BuildId id, ReadOnlySpan<byte> output) => logs.FindLive(id)?.Append(output);

        public void Finished(BuildSnapshot build, BuildOutcome outcome) => logs.TryArchive(build.Id);
    }
}
