using Imaginator.Host.Dependencies;
using Imaginator.Host.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Host.Tests.Dependencies;

public sealed class DependencyServiceTests : IAsyncLifetime
{
    private DependencySite _site = null!;
    private DependencyService _dependencies = null!;
    private IdleMemoryCollector _memory = null!;
    private int _collections;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private int Attempts => _site.Manifests.Requests.Count;

    public async ValueTask InitializeAsync()
    {
        _site = await DependencySite.StartAsync("""{"Streams": {"a": {"ManifestUrl": "dir:///a"} } }""");
        _site.Manifests.Put("dir:///a", "base");
        _memory = new IdleMemoryCollector(_site.Files.Time, () => Interlocked.Increment(ref _collections), () => 0);
        _dependencies = new DependencyService(
            _site.Finder, _site.Configuration, _memory, _site.Files.Time, NullLogger<DependencyService>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _dependencies.StopAsync(CancellationToken.None);
        _dependencies.Dispose();
        await _memory.StopAsync(CancellationToken.None);
        _memory.Dispose();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task Finds_AtTheStart()
    {
        Assert.Same(DependencySnapshot.None, await _dependencies.GetAsync(TimeSpan.Zero, Token));
        await _dependencies.StartAsync(Token);

        Assert.Equal("base", (await _dependencies.GetAsync(TimeSpan.FromHours(1), Token)).StreamToSource["a"]);
        Assert.Equal("base", (await _dependencies.GetAsync(TimeSpan.Zero, Token)).StreamToSource["a"]);
        Assert.Equal(1, Attempts);
    }

    [Fact]
    public async Task ReturnsMemory_AfterAnAttempt()
    {
        // The collection that follows the start comes before the attempt.
        await _memory.StartAsync(Token);
        await AdvanceUntilAsync(() => Volatile.Read(ref _collections) == 1);

        await _dependencies.StartAsync(Token);
        await _dependencies.GetAsync(TimeSpan.FromHours(1), Token);

        await AdvanceUntilAsync(() => Volatile.Read(ref _collections) == 2);
        Assert.Equal(1, Attempts);
    }

    [Fact]
    public async Task Waits_ForAnAttemptThatIsYoungEnough_AndRestsInBetween()
    {
        await _dependencies.StartAsync(Token);
        var first = await _dependencies.GetAsync(TimeSpan.FromSeconds(1), Token);
        _site.Files.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Same(first, await _dependencies.GetAsync(TimeSpan.FromSeconds(1), Token));
        _site.Files.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Same(first, await _dependencies.GetAsync(TimeSpan.FromSeconds(5), Token));

        var waiting = _dependencies.GetAsync(TimeSpan.FromSeconds(4), Token);
        Assert.False(waiting.IsCompleted);
        await AdvanceUntilAsync(waiting);

        Assert.True(_site.Files.Time.GetUtcNow() - first.LastAttemptAt >= TimeSpan.FromSeconds(10));
        Assert.Equal(2, Attempts);
    }

    [Fact]
    public async Task Rests_TenTimesAsLongAsItTook()
    {
        _site.Manifests.Before = (_, _) =>
        {
            _site.Files.Time.Advance(TimeSpan.FromSeconds(30));
            return Task.CompletedTask;
        };
        await _dependencies.StartAsync(Token);
        var first = await _dependencies.GetAsync(TimeSpan.FromDays(1), Token);
        _site.Files.Time.Advance(TimeSpan.FromSeconds(10));

        await AdvanceUntilAsync(_dependencies.GetAsync(TimeSpan.FromSeconds(1), Token));

        Assert.True(_site.Files.Time.GetUtcNow() - first.LastAttemptAt >= TimeSpan.FromSeconds(300));
    }

    [Fact]
    public async Task Finds_AgainWhenTheConfigurationChanges()
    {
        await _dependencies.StartAsync(Token);
        await _dependencies.GetAsync(TimeSpan.FromHours(1), Token);

        _site.Manifests.Put("dir:///manifests/b", "a");
        _site.Files.WriteStreams("b");
        await _site.Configuration.RereadImageStreamsAsync(Token);
        while (!(await _dependencies.GetAsync(TimeSpan.Zero, Token)).StreamToSource.ContainsKey("b"))
        {
            _site.Files.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1, Token);
        }

        Assert.Equal(["b"], (await _dependencies.GetAsync(TimeSpan.Zero, Token)).StreamToSource.Keys);
    }

    [Fact]
    public async Task Draws_StreamsThatAreRebuiltBold()
    {
        _site.Files.WriteMain(more: "\"ImageStreamsToAutoRebuild\": [\"a\"],");
        await _site.Configuration.RereadAllAsync(Token);
        await _dependencies.StartAsync(Token);
        var known = await _dependencies.GetAsync(TimeSpan.FromHours(1), Token);

        Assert.Equal(
            "digraph all {\n  \"a\" -> \"base\"\n  \"a\" [style=bold]\n  \"base\" [fontcolor=red]\n}\n",
            _dependencies.Draw(known, [], []));
    }

    [Fact]
    public async Task Lets_ThoseWhoWaitGoWhenTheDaemonStops()
    {
        _site.Manifests.Before = (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, token);
        await _dependencies.StartAsync(Token);
        var waiting = _dependencies.GetAsync(TimeSpan.FromHours(1), Token);

        await _dependencies.StopAsync(Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private Task AdvanceUntilAsync(Func<bool> condition) => Wait.UntilAsync(() =>
    {
        _site.Files.Time.Advance(TimeSpan.FromMilliseconds(250));
        return condition();
    });

    private async Task AdvanceUntilAsync(Task task)
    {
        await Wait.UntilAsync(() =>
        {
            _site.Files.Time.Advance(TimeSpan.FromMilliseconds(250));
            return task.IsCompleted;
        });
        await task;
    }
}
