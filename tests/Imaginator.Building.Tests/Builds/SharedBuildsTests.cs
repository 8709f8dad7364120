using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Images;

namespace Imaginator.Building.Tests.Builds;

public sealed class SharedBuildsTests
{

    private readonly SharedBuilds _builds = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task BuildsOfTheSame_AreOne()
    {
        var begun = 0;
        var go = new TaskCompletionSource();
        Task<BuildResult> Ask(string variable = "") => _builds.RunAsync(
            Request("base", variable),
            null,
            async (_, _) =>
            {
                var number = Interlocked.Increment(ref begun);
                await go.Task;
                return Result($"image {number}");
            },
            Cancelled);
        Task<BuildResult>[] same = [Ask(), Ask(), Ask()];
        var other = Ask("other");
        go.SetResult();
        var images = (await Task.WhenAll(same)).Select(result => result.ImageName).Distinct();
        Assert.NotEqual(Assert.Single(images), (await other).ImageName);
        Assert.Equal(2, begun);
    }

    [Fact]
    public async Task Build_GoesOnUntilTheLastThatWaitsHasGone()
    {
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var ended = false;
        Task<BuildResult> Ask(CancellationToken token) => _builds.RunAsync(
            Request("base"),
            null,
            async (_, cancelled) =>
            {
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, cancelled);
                    return Result("never");
                }
                finally
                {
                    ended = true;
                }
            },
            token);
        var (one, two) = (Ask(first.Token), Ask(second.Token));
        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        Assert.False(ended);
        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => two);

        // Whoever leaves last does not return before everything has been cleaned up.
        Assert.True(ended);
    }

    /// <summary>
    /// Three builds at once, of which each has begun another one's source: nobody finds itself among those who wait for
    /// it, and all would wait for ever.
    /// </summary>
    [Fact]
    public async Task Cycle_ThatSeveralHaveClosedTogether_IsPrinted()
    {
        using var everybody = new Barrier(3);
        ImmutableDictionary<string, string> sources =
            ImmutableDictionary.CreateRange([KeyValuePair.Create("a", "b"), KeyValuePair.Create("b", "c"), KeyValuePair.Create("c", "a")]);
        Task<BuildResult> Ask(string stream, SharedBuild? caller, bool isFirst) => _builds.RunAsync(
            Request(stream),
            caller,
            (shared, _) =>
            {
                if (isFirst)
                {
                    everybody.SignalAndWait(Cancelled);
                }

                return Ask(sources[stream], shared, isFirst: false);
            },
            Cancelled);
        var builds = sources.Values.Select(stream => Task.Run(() => Ask(stream, null, isFirst: true), Cancelled)).ToList();
        foreach (var build in builds)
        {
            var failure = await Assert.ThrowsAsync<ImaginatorException>(() => build.WaitAsync(Cancelled));
            Assert.Matches("cycle: ([abc]) -> [abc] -> [abc] -> \\1\\.", failure.Message);
        }
    }

    private static BuildRequest Request(string stream, string variable = "") => new()
    {
        StreamName = stream,
        Variables = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("V", variable),
    };

    private static BuildResult Result(string name) => new(name, new Image(), new BuildStatistics([], 0, 0));
}
