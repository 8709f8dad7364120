using Imaginator.Postgres.Tests.Cluster;
using Imaginator.Postgres.Tests.Jobs;
using Imaginator.State.Deliveries;
using Imaginator.State.History;
using Imaginator.State.Jobs.Holding;

namespace Imaginator.Postgres.Tests.Contracts;

public sealed class DeliveryTests(PgCluster cluster) : JobTest(cluster)
{
    [Fact]
    public async Task EndOfABuild_BecomesMessagesOnce_AndOneLeaderSendsEach()
    {
        await EnqueueAsync(Job("s"));
        var hold = (await TakeAsync(await RegisterAsync("w1"))).Hold;
        await State.Jobs.EndAsync(hold, new JobEnd { Result = RecordedResult.Failed, Error = "boom" }, Token);
        var end = Assert.Single(await State.Deliveries.ReadEndsAsync(10, Token));
        Assert.Equal(hold.Job, end.Build);

        var now = TimeProvider.System.GetUtcNow();
        var message = new NewDelivery("m1", "mail", "build-failed", "s", "s failed", "{}", "/builds/1", now, now.AddHours(1));
        await State.Deliveries.AddAsync(end.Number, [message], Token);
        await State.Deliveries.AddAsync(end.Number, [message], Token);
        Assert.Empty(await State.Deliveries.ReadEndsAsync(10, Token));

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            State.Deliveries.ClaimAsync("mail", TimeSpan.FromMinutes(1), Token).AsTask()));
        var claim = Assert.Single(claims.OfType<ClaimedDelivery>());
        Assert.Equal(("m1", "s failed"), (claim.Message.MessageId, claim.Message.Summary));
    }

    [Fact]
    public async Task FailedAttempt_IsFollowedByAnother_AndAReplaySendsAgain()
    {
        var now = TimeProvider.System.GetUtcNow();
        await State.Deliveries.AddAsync(
            null, [new NewDelivery("m1", "mail", "build-failed", "s", "s failed", "{}", "", now, now.AddHours(1))], Token);
        var first = await ClaimAsync();
        await State.Deliveries.RecordAsync(first!.Id, new DeliveryAttempt(1, now, TimeSpan.Zero, false, "busy"), now, Token);
        var second = await ClaimAsync();
        Assert.Equal(1, second!.Attempts);
        await State.Deliveries.RecordAsync(first.Id, new DeliveryAttempt(2, now, TimeSpan.Zero, true, "ok"), null, Token);
        Assert.Null(await ClaimAsync());

        Assert.True(await State.Deliveries.ReplayAsync(first.Id, TimeSpan.FromHours(1), Token));
        Assert.False(await State.Deliveries.ReplayAsync(first.Id, TimeSpan.FromHours(1), Token));
        Assert.NotNull(await ClaimAsync());
        Assert.True(await State.Deliveries.TryAnnounceExpirationAsync("s/1", now, Token));
        Assert.False(await State.Deliveries.TryAnnounceExpirationAsync("s/1", now, Token));
    }

    private ValueTask<ClaimedDelivery?> ClaimAsync() => State.Deliveries.ClaimAsync("mail", TimeSpan.FromMinutes(1), Token);
}
