using Imaginator.State.Builds;
using Imaginator.State.History;
using Imaginator.State.Hours;

namespace Imaginator.Postgres.Tests.Contracts;

/// <summary>What every history keeps. It refers to the contracts alone, so that each implementation can pass it.</summary>
public abstract class HistoryContract
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Opens an empty history, which ends with the test.</summary>
    protected abstract ValueTask<IBuildHistory> OpenAsync();

    [Fact]
    public async Task Record_IsReadAsItWasSaved()
    {
        var history = await OpenAsync();
        var build = Build(1, RecordedResult.Succeeded) with
        {
            Joined = ["bob", "eve"],
            ImageName = "base/debian/1",
            SameAs = "base/debian/0",
            Inputs = new BuildInputs { ManifestUrl = "git://x", Branch = "main", CommitId = "c", VariableNames = ["A", "B"] },
            Worker = "w1",
            NeededBy = new BuildId(7),
            RetryOf = new BuildId(8),
            NewObjects = 3,
            NewBytes = 4,
            Stages =
            [
                new StageRecord("fetch", Start) { Elapsed = TimeSpan.FromSeconds(2), Detail = "d" },
                new StageRecord("scan", Start.AddSeconds(2)),
            ],
        };
        await history.SaveAsync(build with { Result = RecordedResult.Running, ImageName = null, Stages = [] }, Token);
        await history.SaveAsync(build, Token);

        var found = await history.FindAsync(build.Id, Token);
        Assert.Equal(build.Joined.Order(), found!.Joined.Order());
        Assert.Equal(build.Stages.AsEnumerable(), found.Stages);
        Assert.Equal(build.Inputs.VariableNames.AsEnumerable(), found.Inputs.VariableNames);
        Assert.Equal(build.Inputs with { VariableNames = found.Inputs.VariableNames }, found.Inputs);
        Assert.Equal(
            (build.Result, build.ImageName, build.SameAs, build.Worker, build.NeededBy, build.RetryOf, build.NewBytes, build.Elapsed),
            (found.Result, found.ImageName, found.SameAs, found.Worker, found.NeededBy, found.RetryOf, found.NewBytes, found.Elapsed));
        Assert.Equal(build.Id, (await history.FindImageAsync("base/debian/1", Token))!.Id);
        Assert.Null(await history.FindAsync(new BuildId(2), Token));
    }

    [Fact]
    public async Task Pages_FollowEachOther_AndMatchAllCriteria()
    {
        var history = await OpenAsync();
        for (var number = 1; number <= 6; number++)
        {
            var result = number % 2 == 0 ? RecordedResult.Failed : RecordedResult.Succeeded;
            await history.SaveAsync(Build(number, result, number <= 4 ? "a" : "b") with { Joined = number == 2 ? ["bob"] : [] }, Token);
        }

        var first = await history.QueryAsync(new HistoryQuery { Count = 4 }, Token);
        var second = await history.QueryAsync(new HistoryQuery { Count = 4, Before = first.Builds[^1].Id }, Token);
        Assert.Equal("6 5 4 3 2 1", Ids([.. first.Builds, .. second.Builds]));
        Assert.True(first.HasMore);
        Assert.False(second.HasMore);

        Assert.Equal("4 2", await FindAsync(new HistoryQuery { StreamName = "a", IsGood = false }));
        Assert.Equal("3 1", await FindAsync(new HistoryQuery { StreamName = "a", Result = RecordedResult.Succeeded }));
        Assert.Equal("2", await FindAsync(new HistoryQuery { Requestor = "bob" }));
        Assert.Equal("6 4 2", await FindAsync(new HistoryQuery { Requestor = "ann", IsGood = false }));
        Assert.Equal("", await FindAsync(new HistoryQuery { Result = RecordedResult.Queued }));
        Assert.Equal("5 2", Ids(await history.ReadManyAsync([new BuildId(2), new BuildId(9), new BuildId(5)], Token)));

        async Task<string> FindAsync(HistoryQuery query) => Ids((await history.QueryAsync(query, Token)).Builds);
    }

    [Fact]
    public async Task LastSubmittedBuild_IsTheLatest_WhateverTheOrderOfEnds()
    {
        var history = await OpenAsync();
        await history.SaveAsync(Build(1, RecordedResult.Succeeded) with { ImageName = "s/1" }, Token);
        await history.SaveAsync(Build(3, RecordedResult.Failed), Token);
        await history.SaveAsync(Build(2, RecordedResult.Succeeded) with { ImageName = "s/2" }, Token);
        await history.SaveAsync(Build(4, RecordedResult.Cancelled), Token);

        var latest = await history.FindLatestAsync("s", Token);
        Assert.Equal((3L, 2L), (latest.Last!.Id.Value, latest.Good!.Id.Value));
        var failed = await history.ReadLatestAsync(isGood: false, 10, Token);
        Assert.Equal(("3", 1), (Ids(failed.Builds), failed.Total));
        Assert.Equal("s/2", (await history.ReadAllLatestAsync(Token))["s"].ImageName);
    }

    [Fact]
    public async Task FailuresInARow_AreCounted_OncePerBuild()
    {
        var history = await OpenAsync();
        await history.SaveAsync(Build(1, RecordedResult.Succeeded), Token);
        await history.SaveAsync(Build(2, RecordedResult.Failed) with { Error = "first" }, Token);
        await history.SaveAsync(Build(3, RecordedResult.Failed) with { Error = "second" }, Token);
        await history.SaveAsync(Build(3, RecordedResult.Failed) with { Error = "second" }, Token);

        var failing = Assert.Single(await history.ReadFailingAsync(Token));
        Assert.Equal(("s", 3L, 2, "second"), (failing.StreamName, failing.LastBuild.Value, failing.Failures, failing.Error));
        Assert.Equal(Build(2, RecordedResult.Failed).FinishedAt, failing.Since);

        await history.SaveAsync(Build(4, RecordedResult.Unchanged), Token);
        Assert.Empty(await history.ReadFailingAsync(Token));
    }

    [Fact]
    public async Task Hours_SumBuildsAndSamples()
    {
        var history = await OpenAsync();
        await history.SaveAsync(Build(1, RecordedResult.Succeeded) with { NewBytes = 5 }, Token);
        await history.SaveAsync(Build(2, RecordedResult.Failed) with { Stages = [new StageRecord("scan", Start)] }, Token);
        await history.AddSampleAsync(Start, new HourSample(3, 1, 2, 100), Token);
        await history.AddSampleAsync(Start, new HourSample(2, 1, 0, null), Token);

        var series = await history.ReadHoursAsync(HourSpan.Between(Start, Start.AddHours(1), 1), Token);
        var step = series.Steps[0];
        Assert.Equal((1, 1, 5L), (step.Builds[(int)RecordedResult.Succeeded], step.Builds[(int)RecordedResult.Failed], step.NewBytes));
        Assert.Equal(new HourSample(3, 2, 2, 100), step.Sample);
        Assert.Equal(60, step.Durations.Percentile(0.5)!.Value.TotalSeconds, 5.0);
        Assert.Equal(1, series.Failures["scan"]);
        Assert.Equal(1, (await history.CountFailedStagesAsync([new BuildId(2)], Token))["scan"]);
    }

    [Fact]
    public async Task Trim_KeepsTheLastBuildsOfStreams()
    {
        var history = await OpenAsync();
        await history.SaveAsync(Build(1, RecordedResult.Succeeded, "rare"), Token);
        for (var number = 2; number <= 9; number++)
        {
            await history.SaveAsync(Build(number, RecordedResult.Succeeded), Token);
        }

        Assert.Equal(5, await history.TrimAsync(3, Start.AddDays(-1), Token));
        Assert.Equal("9 8 7 1", Ids((await history.QueryAsync(new HistoryQuery(), Token)).Builds));
        Assert.Equal(1, await history.TrimAsync(3, Start.AddDays(1), Token));
    }

    [Fact]
    public async Task Request_IsKept()
    {
        var history = await OpenAsync();
        var request = new RecordedRequest { Branch = "main", ExpiresIn = TimeSpan.FromHours(1), Variables = new byte[] { 1, 2 }, Missing = ["T"] };
        await history.SaveAsync(Build(1, RecordedResult.Queued) with { Request = request }, Token);
        await history.SaveAsync(Build(1, RecordedResult.Failed), Token);

        var found = await history.FindRequestAsync(new BuildId(1), Token);
        Assert.Equal((request.Branch, request.ExpiresIn), (found!.Branch, found.ExpiresIn));
        Assert.Equal(request.Variables.ToArray(), found.Variables.ToArray());
        Assert.True(await history.SetRetriedAsAsync(new BuildId(1), new BuildId(2), Token));
        Assert.False(await history.SetRetriedAsAsync(new BuildId(3), new BuildId(2), Token));
        Assert.Equal(new BuildId(2), (await history.FindAsync(new BuildId(1), Token))!.RetriedAs);
    }

    private static string Ids(IEnumerable<BuildRecord> builds) => string.Join(' ', builds.Select(build => build.Id.Value));

    private static BuildRecord Build(long id, RecordedResult result, string stream = "s") => new()
    {
        Id = new BuildId(id),
        StreamName = stream,
        Result = result,
        Reason = BuildReason.Request,
        Requestor = "ann",
        QueuedAt = Start,
        StartedAt = result == RecordedResult.Queued ? null : Start.AddSeconds(id),
        FinishedAt = result.IsGood() is null ? null : Start.AddSeconds(id + 60),
    };
}
