using Imaginator.Host.Databases;
using Imaginator.Host.History.Records;
using Imaginator.Host.Queue.Requests;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.History.Records;

public sealed class BuildHistoryTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(Records.Start);
    private readonly SqliteDatabase _database;
    private readonly BuildHistory _history;

    public BuildHistoryTests() => (_database, _history) = Open();

    public void Dispose()
    {
        _database.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Build_IsReadAsItWasSaved()
    {
        var build = Records.At(1) with
        {
            Reason = BuildReason.Retry,
            Joined = ["bob", "carol"],
            Worker = "worker7",
            NeededBy = new BuildId(1),
            RetryOf = new BuildId(2),
            RetriedAs = new BuildId(3),
            NewObjects = 12,
            NewBytes = 1L << 40,
            SameAs = "base/x/0",
            Inputs = new BuildInputs
            {
                ManifestUrl = "https://$USER:$PASSWORD@git/x.git",
                ManifestDirectory = "a/b",
                Branch = "master",
                CommitId = "0123abcd",
                SourceImage = "base/x/2026-11-24:11:00:00",
                VariableNames = ["A", "B"],
            },
            Stages =
            [
                new StageRecord("unpack", Records.Start) { Elapsed = TimeSpan.FromSeconds(1.5), Detail = "7 files" },
                new StageRecord("scripts", Records.Start.AddSeconds(2)),
            ],
        };
        _history.Save(build);

        var read = _history.Find(build.Id)!;
        Assert.Equivalent(build, read, strict: true);
        Assert.Equal(build.Stages, read.Stages);
        Assert.Equal(TimeSpan.FromSeconds(10), read.Elapsed);
    }

    [Fact]
    public void Build_GrowsWithEachSave()
    {
        var build = Records.At(1, result: RecordedResult.Running);
        _history.Save(build);
        _history.SaveStage(build.Id, 0, new StageRecord("unpack", Records.Start));
        _history.SaveStage(build.Id, 0, new StageRecord("unpack", Records.Start) { Elapsed = TimeSpan.FromSeconds(1) });
        Assert.Equal(TimeSpan.FromSeconds(1), Assert.Single(_history.Find(build.Id)!.Stages).Elapsed);

        _history.Save(Records.At(1));
        Assert.Equal(RecordedResult.Succeeded, _history.Find(build.Id)!.Result);
        Assert.Equal(RecordedResult.Succeeded, Assert.Single(_history.Query(new HistoryQuery()).Builds).Result);
    }

    [Fact]
    public void Pages_GoFromTheNewestToTheOldestAndMissNone()
    {
        for (var i = 0; i < 25; i++)
        {
            _history.Save(Records.At(i));
        }

        var seen = new List<BuildId>();
        BuildId? before = null;
        HistoryPage page;
        do
        {
            page = _history.Query(new HistoryQuery { Count = 10, Before = before });
            seen.AddRange(page.Builds.Select(build => build.Id));
            before = page.Builds[^1].Id;
        }
        while (page.HasMore);

        Assert.Equal(Enumerable.Range(0, 25).Reverse().Select(i => Records.At(i).Id), seen);
    }

    [Fact]
    public void Query_FindsWhatWasAskedFor()
    {
        _history.Save(Records.At(1, "a", RecordedResult.Succeeded, "alice"));
        _history.Save(Records.At(2, "a", RecordedResult.Failed, "alice"));
        _history.Save(Records.At(3, "b", RecordedResult.Failed, "bob") with { Joined = ["alice"] });
        _history.Save(Records.At(4, "b", RecordedResult.Cancelled, "bob"));
        _history.Save(Records.At(5, "b", RecordedResult.Running, "bob"));

        Assert.Equal([2, 1], Minutes(new HistoryQuery { StreamName = "a" }));
        Assert.Equal([1], Minutes(new HistoryQuery { StreamName = "a", IsGood = true }));
        Assert.Equal([4, 3, 2], Minutes(new HistoryQuery { IsGood = false }));
        Assert.Equal([3, 2], Minutes(new HistoryQuery { Result = RecordedResult.Failed }));
        Assert.Equal([5], Minutes(new HistoryQuery { Result = RecordedResult.Running }));
        Assert.Equal([3, 2, 1], Minutes(new HistoryQuery { Requestor = "alice" }));
        Assert.Equal([3, 2], Minutes(new HistoryQuery { Requestor = "alice", IsGood = false }));
        Assert.Equal([3], Minutes(new HistoryQuery { Requestor = "alice", StreamName = "b", IsGood = false }));
        Assert.Equal([5], Minutes(new HistoryQuery { Requestor = "bob", Result = RecordedResult.Running }));
        Assert.Equal(
            [3, 2], Minutes(new HistoryQuery { From = Records.Start.AddMinutes(2), Until = Records.Start.AddMinutes(4) }));
        Assert.Empty(Minutes(new HistoryQuery { StreamName = "' OR 1=1 --" }));
    }

    [Fact]
    public void Image_LeadsToItsBuild()
    {
        var build = Records.At(1);
        _history.Save(build);
        Assert.Equal(build.Id, _history.FindImage(build.ImageName!)!.Id);
        Assert.Null(_history.FindImage("base/other"));
    }

    [Fact]
    public void Latest_IsTheLastConclusiveBuildOfEachStream()
    {
        _history.Save(Records.At(1, "a"));
        _history.Save(Records.At(2, "a", RecordedResult.Failed));
        _history.Save(Records.At(3, "a", RecordedResult.Cancelled));
        _history.Save(Records.At(4, "b", RecordedResult.Failed));
        _history.Save(Records.At(6, "b"));
        _history.Save(Records.At(5, "b", RecordedResult.Failed));

        Assert.Equal(["a"], _history.ReadLatest(isGood: false, 10).Builds.Select(build => build.StreamName));
        var (good, total) = _history.ReadLatest(isGood: true, 10);
        Assert.Equal(Records.At(6, "b").Id, Assert.Single(good).Id);
        Assert.Equal(1, total);

        var a = _history.FindLatest("a");
        Assert.Equal(Records.At(2).Id, a.Last!.Id);
        Assert.Equal(Records.At(1).Id, a.Good!.Id);
        Assert.Equal((null, null), _history.FindLatest("c"));

        var all = _history.ReadAllLatest();
        Assert.Equal(new LatestBuild(Records.At(2).Id, false, Records.At(2).QueuedAt.AddSeconds(11), Records.At(1, "a").ImageName), all["a"]);
        Assert.Equal(2, all.Count);
    }

    [Fact]
    public void BuildsThatTheDaemonDidNotOutlive_AreMarked()
    {
        _history.Save(Records.At(1, result: RecordedResult.Running));
        _history.Save(Records.At(2, result: RecordedResult.Queued));
        _history.Save(Records.At(3));

        Assert.Equal(2, _history.MarkInterrupted(Records.Start.AddHours(1)));

        var build = _history.Find(Records.At(1).Id)!;
        Assert.Equal(RecordedResult.Interrupted, build.Result);
        Assert.Equal(Records.Start.AddHours(1), build.FinishedAt);
        Assert.Equal([2, 1], Minutes(new HistoryQuery { IsGood = false, Requestor = "alice" }));
        Assert.Equal(0, _history.MarkInterrupted(Records.Start));
    }

    [Fact]
    public void Trim_ForgetsTheOldestButNotTheLastOfAStream()
    {
        _history.Save(Records.At(0, "rare"));
        _history.Save(Records.At(1, "rare", RecordedResult.Failed));
        for (var i = 2; i < 22; i++)
        {
            _history.Save(Records.At(i, "often") with { Stages = [new StageRecord("unpack", Records.Start)] });
        }

        Assert.Equal(10, _history.Trim(10, Records.Start.AddDays(-1)));

        Assert.Equal(12, _history.Query(new HistoryQuery()).Builds.Length);
        Assert.NotNull(_history.FindLatest("rare").Good);
        Assert.Equal(10, Count("SELECT count(*) FROM stages"));

        // Nobody has built that for a year.
        Assert.Equal(2, _history.Trim(10, Records.Start.AddDays(1)));
        Assert.Equal((null, null), _history.FindLatest("rare"));
        Assert.NotNull(_history.FindLatest("often").Last);
        Assert.Equal(10, Count("SELECT count(*) FROM requestors"));
    }

    [Fact]
    public void History_IsThereAgainAfterARestart()
    {
        _history.Save(Records.At(1));
        _database.Dispose();
        var (database, history) = Open();
        using (database)
        {
            Assert.Single(history.Query(new HistoryQuery()).Builds);
        }
    }

    [Fact]
    public void Files_AreForTheOwnerOnly()
    {
        _history.Save(Records.At(1));
        Assert.All(
            Directory.GetFiles(_directory.FullName),
            file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public void DamagedFile_IsPutAsideAndANewOneBegun()
    {
        _database.Dispose();
        _directory.Write("history.sqlite", new string('x', 10_000));
        var (database, history) = Open();
        using (database)
        {
            history.Save(Records.At(1));
            Assert.Single(history.Query(new HistoryQuery()).Builds);
        }

        Assert.Equal(10_000, new FileInfo(_directory.PathOf("history.sqlite.damaged-20261124T120000")).Length);
    }

    [Fact]
    public void FileOfANewerVersion_IsRefusedAndStaysAsItIs()
    {
        _history.Save(Records.At(1));
        _database.Dispose();
        using (var connection = new SqliteConnection($"Data Source={_directory.PathOf("history.sqlite")};Pooling=False"))
        {
            connection.Open();
            connection.Execute("PRAGMA user_version = 99");
        }

        var (database, history) = Open();
        using (database)
        {
            var error = Assert.Throws<ImaginatorException>(() => history.Query(new HistoryQuery()));
            Assert.Contains("version 99", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void FileWhoseVersionIsLost_IsPutAsideAndANewOneBegun(int version)
    {
        _history.Save(Records.At(1));
        _database.Dispose();
        using (var connection = new SqliteConnection($"Data Source={_directory.PathOf("history.sqlite")};Pooling=False"))
        {
            connection.Open();
            connection.Execute($"PRAGMA user_version = {version}");
        }

        var (database, history) = Open();
        using (database)
        {
            history.Save(Records.At(2));
            Assert.Single(history.Query(new HistoryQuery()).Builds);
        }

        Assert.True(File.Exists(_directory.PathOf("history.sqlite.damaged-20261124T120000")));
    }

    private List<int> Minutes(HistoryQuery query) =>
        [.. _history.Query(query).Builds.Select(build => (int)(build.QueuedAt - Records.Start).TotalMinutes)];

    [Fact]
    public void EarlierVersion_IsCopiedBeforeItsConversion()
    {
        var path = _directory.PathOf("earlier.sqlite");
        var schema = new DatabaseSchema("test", ["CREATE TABLE things (name TEXT); INSERT INTO things VALUES ('old')"]);
        using (var earlier = new SqliteDatabase(path, schema, _time, (_, _) => { }))
        {
            earlier.Open().Dispose();
        }

        using var database = new SqliteDatabase(
            path, schema with { Steps = [.. schema.Steps, "UPDATE things SET name = 'new'"] }, _time, (_, _) => { });
        database.Open().Dispose();

        var copy = path + ".version-1";
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(copy));
        using var restored = new SqliteDatabase(copy, schema, _time, (_, _) => { });
        using var connection = restored.Open();
        Assert.Equal("old", connection.Scalar("SELECT name FROM things"));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(path)!, "*.new"));
    }

    private long Count(string sql)
    {
        using var connection = _database.Open();
        return (long)connection.Scalar(sql)!;
    }

    private (SqliteDatabase Database, BuildHistory History) Open()
    {
        var database = new SqliteDatabase(_directory.PathOf("history.sqlite"), HistorySchema.Schema, _time, (_, _) => { });
        return (database, new BuildHistory(database));
    }
}
