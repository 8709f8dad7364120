using Imaginator.Plugins.LocalStore.Uploads;

namespace Imaginator.Plugins.LocalStore.Tests.Uploads;

public sealed class EarlyFlushTests
{
    private const long Much = 16 * 1024 * 1024;

    [Fact]
    public async Task Flushes_OnlyWhenThereIsMuch()
    {
        var flushes = 0;
        var flush = new EarlyFlush(() => flushes++);

        flush.Add(Much - 1);
        await flush.EndAsync();
        Assert.Equal(0, flushes);

        flush.Add(1);
        await flush.EndAsync();
        Assert.Equal(1, flushes);

        flush.Add(Much - 1);
        await flush.EndAsync();
        Assert.Equal(1, flushes);
    }

    [Fact]
    public async Task Flushes_OneAfterTheOther()
    {
        using var mayEnd = new ManualResetEventSlim();
        var flushes = 0;
        var flush = new EarlyFlush(() =>
        {
            Interlocked.Increment(ref flushes);
            mayEnd.Wait(TestContext.Current.CancellationToken);
        });

        flush.Add(Much);
        flush.Add(Much);
        mayEnd.Set();
        await flush.EndAsync();
        Assert.Equal(1, flushes);

        flush.Add(0);
        await flush.EndAsync();
        Assert.Equal(2, flushes);
    }

    [Fact]
    public async Task Failure_IsToldAtTheEnd()
    {
        var flush = new EarlyFlush(() => throw new IOException("the disk is gone"));

        flush.Add(Much);
        await Assert.ThrowsAsync<IOException>(flush.EndAsync);

        flush.Add(Much);
        await Assert.ThrowsAsync<IOException>(flush.EndAsync);
    }
}
