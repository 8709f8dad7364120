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

        flush.Note(Much - 1);
        await flush.EndAsync();
        Assert.Equal(0, flushes);

        flush.Note(1);
        await flush.EndAsync();
        Assert.Equal(1, flushes);

        flush.Note(Much - 1);
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

        flush.Note(Much);
        flush.Note(Much);
        mayEnd.Set();
        await flush.EndAsync();
        Assert.Equal(1, flushes);

        flush.Note(0);
        await flush.EndAsync();
        Assert.Equal(2, flushes);
    }

    [Fact]
    public async Task Failure_IsToldAtTheEnd()
    {
        var flush = new EarlyFlush(() => throw new IOException("the disk is gone"));

        flush.Note(Much);
        await Assert.ThrowsAsync<IOException>(flush.EndAsync);

        flush.Note(Much);
        await Assert.ThrowsAsync<IOException>(flush.EndAsync);
    }
}
