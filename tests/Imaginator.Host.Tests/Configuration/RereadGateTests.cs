using Imaginator.Host.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Configuration;

public sealed class RereadGateTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Queue<TaskCompletionSource> _readings = new();
    private readonly SemaphoreSlim _begun = new(0);
    private readonly RereadGate _gate;

    public RereadGateTests() => _gate = new RereadGate(
        () =>
        {
            var reading = new TaskCompletionSource();
            _readings.Enqueue(reading);
            _begun.Release();
            return reading.Task;
        },
        _time);

    public void Dispose() => _begun.Dispose();

    [Fact]
    public async Task Reads_OnceForAllCallsBeforeItBegins()
    {
        var first = _gate.RereadAsync();
        await BegunAsync();
        _readings.Dequeue().SetResult();
        await first;

        var asked = Enumerable.Range(0, 1000).Select(_ => _gate.RereadAsync()).ToList();
        Assert.All(asked, each => Assert.Same(asked[0], each));
        Assert.Empty(_readings);
        while (!_begun.Wait(0, TestContext.Current.CancellationToken))
        {
            // Until its timer is there.
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.Single(_readings).SetResult();
        await Task.WhenAll(asked);
    }

    [Fact]
    public async Task Reads_AgainForCallsDuringAReading()
    {
        var first = _gate.RereadAsync();
        await BegunAsync();
        var second = _gate.RereadAsync();
        Assert.NotSame(first, second);
        _readings.Dequeue().SetResult();
        await first;
        Assert.False(second.IsCompleted);
    }

    [Fact]
    public async Task Reads_AtOnceAfterASecond()
    {
        for (var i = 0; i < 3; i++)
        {
            var asked = _gate.RereadAsync();
            await BegunAsync();
            _readings.Dequeue().SetResult();
            await asked;
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private Task BegunAsync() => _begun.WaitAsync(TestContext.Current.CancellationToken);
}
