using System.Text;
using Imaginator.Postgres.Tests.Cluster;
using Imaginator.Postgres.Tests.Jobs;
using Imaginator.State.Builds;
using Imaginator.State.History;
using Imaginator.State.Jobs.Holding;
using Imaginator.State.Logs;

namespace Imaginator.Postgres.Tests.Logs;

public sealed class LogTests(PgCluster cluster) : JobTest(cluster)
{
    [Fact]
    public async Task RepeatedPiece_IsSavedOnce_AndTheAnswerTellsTheEnd()
    {
        var hold = await StartAsync();

        Assert.Equal(new AppendAnswer(true, 5, null, false), await AppendAsync(hold, 0, "hello"));
        Assert.Equal(new AppendAnswer(true, 5, null, false), await AppendAsync(hold, 0, "hello"));
        Assert.Equal(new AppendAnswer(true, 5, null, false), await AppendAsync(hold, 9, "gap"));
        Assert.Equal(new AppendAnswer(true, 11, null, false), await AppendAsync(hold, 5, " world"));
        Assert.Equal("hello world", await ReadAsync(hold.Job, 0));
        Assert.Equal(" world", await ReadAsync(hold.Job, 5));
    }

    [Fact]
    public async Task SecondAttempt_ContinuesTheLog_AndTheFirstAddsNothing()
    {
        var first = await StartAsync();
        await AppendAsync(first, 0, "one ");
        var second = (await TakeAsync(await RegisterAsync("w1"))).Hold;

        Assert.False((await AppendAsync(first, 4, "late")).IsHeld);
        Assert.Equal(4, (await AppendAsync(second, 0, "two")).End);
        await AppendAsync(second, 4, "two");
        Assert.Equal("one two", await ReadAsync(first.Job, 0));
    }

    [Fact]
    public async Task Writer_HearsOfFollowersAndCancellation()
    {
        var hold = await StartAsync();
        await ReadAsync(hold.Job, 0, TimeSpan.FromMinutes(1));
        await State.Jobs.CancelAsync(hold.Job, "by ann", Token);

        Assert.Equal(new AppendAnswer(true, 1, "by ann", true), await AppendAsync(hold, 0, "x"));
    }

    [Fact]
    public async Task WholeLog_ReplacesItsPieces()
    {
        var hold = await StartAsync();
        await AppendAsync(hold, 0, "text");
        await State.Jobs.EndAsync(hold, new JobEnd { Result = RecordedResult.Failed }, Token);
        Assert.Equal(hold.Job, Assert.Single(await State.Logs.FindOrphansAsync(TimeSpan.Zero, Token)));

        await State.Logs.ArchiveAsync(hold.Job, new ArchivedLogContent("s", new byte[] { 1, 2, 3 }, 4), Token);
        Assert.Empty(await State.Logs.FindOrphansAsync(TimeSpan.Zero, Token));
        Assert.Equal("", await ReadAsync(hold.Job, 0));
        var log = await State.Logs.FindArchivedAsync(hold.Job, Token);
        Assert.Equal(("s", 4L), (log!.Stream, log.Length));
        Assert.Contains(hold.Job, await State.Logs.HasManyAsync([hold.Job, new BuildId(99)], Token));
    }

    [Fact]
    public async Task Trim_DeletesTheOldest()
    {
        for (var id = 1; id <= 4; id++)
        {
            await State.Logs.ArchiveAsync(new BuildId(id), new ArchivedLogContent("s", new byte[10], 10), Token);
        }

        Assert.Equal(2, await State.Logs.TrimAsync(25, Token));
        Assert.Null(await State.Logs.FindArchivedAsync(new BuildId(2), Token));
        Assert.NotNull(await State.Logs.FindArchivedAsync(new BuildId(3), Token));
    }

    private async Task<JobHold> StartAsync()
    {
        await EnqueueAsync(Job("s"));
        return (await TakeAsync(await RegisterAsync("w1"))).Hold;
    }

    private ValueTask<AppendAnswer> AppendAsync(JobHold hold, long position, string text) =>
        State.Logs.AppendAsync(hold, new LogPiece(position, Encoding.UTF8.GetBytes(text)), Token);

    private async Task<string> ReadAsync(BuildId id, long position, TimeSpan follow = default)
    {
        var pieces = await State.Logs.ReadAsync(new Dictionary<BuildId, long> { [id] = position }, follow, Token);
        return string.Concat(pieces.Select(piece => Encoding.UTF8.GetString(piece.Piece.Bytes.Span)));
    }
}
