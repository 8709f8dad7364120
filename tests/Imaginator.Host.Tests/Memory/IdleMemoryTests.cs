using Imaginator.Host.Memory;
using Imaginator.Host.Tests.Queue;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Memory;

public sealed class IdleMemoryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Memory_IsGivenBack_OnceAfterTheStart_AndOnceAfterBuildsLargeUsesAndMuchGarbage()
    {
        var time = new FakeTimeProvider();
        var looks = new SemaphoreSlim(0);
        var allocated = 0L;
        using var memory = new IdleMemoryCollector(time, () => looks.Release(), () => Volatile.Read(ref allocated));
        await using var fixture = new QueueFixture(1, memory);
        await memory.StartAsync(Token);
        await AdvanceUntilAsync(() => looks.CurrentCount == 1);

        using var ticket = fixture.Queue.Submit(QueueFixture.Request("a"));
        await Wait.UntilAsync(() => fixture.Runner.Started.Count > 0);

        for (var look = 0; look < 10; look++)
        {
            time.Advance(IdleMemoryCollector.QuietPeriod);
            await Task.Delay(1, Token);
        }

        Assert.Equal(1, looks.CurrentCount);
        await fixture.FinishAsync(ticket, "a");
        await AdvanceUntilAsync(() => looks.CurrentCount == 2);
        for (var look = 0; look < 10; look++)
        {
            time.Advance(IdleMemoryCollector.QuietPeriod);
            await Task.Delay(1, Token);
        }

        Assert.Equal(2, looks.CurrentCount);
        memory.ReportLargeUse();
        await AdvanceUntilAsync(() => looks.CurrentCount == 3);
        Volatile.Write(ref allocated, IdleMemoryCollector.MaximumGarbage + 1);
        await AdvanceUntilAsync(() => looks.CurrentCount == 4);
        await memory.StopAsync(Token);

        async Task AdvanceUntilAsync(Func<bool> condition)
        {
            while (!condition())
            {
                time.Advance(IdleMemoryCollector.QuietPeriod);
                await Task.Delay(1, Token);
            }
        }
    }
}
