using Imaginator.Hosting.Configuration;
using Imaginator.State.Auditing;
using Imaginator.State.Builds;
using Imaginator.State.Keys;
using Imaginator.State.Sessions;
using Imaginator.State.Tokens;

namespace Imaginator.Postgres.Tests.Contracts;

/// <summary>What every site keeps of tokens, sessions, keys and audit entries, each store opened twice as two daemons do.</summary>
public abstract class StateContract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract ValueTask<(ITokenStore First, ITokenStore Second)> OpenTokensAsync();

    protected abstract ValueTask<(ISessionStore First, ISessionStore Second)> OpenSessionsAsync();

    protected abstract ValueTask<(IIdempotencyStore First, IIdempotencyStore Second)> OpenKeysAsync();

    protected abstract ValueTask<IAuditStore> OpenAuditAsync();

    [Fact]
    public async Task RevokedToken_IsInvalidForTheOtherDaemon()
    {
        var (first, second) = await OpenTokensAsync();
        var token = Make("ci");
        Assert.Equal(TokenAddition.Added, await first.AddAsync(token, Token));
        Assert.Equal(TokenAddition.Added, await first.AddAsync(token, Token));
        Assert.Equal(TokenAddition.NameExists, await second.AddAsync(Make("ci"), Token));
        Assert.Equal(token.Id, (await second.FindAsync(token.Hash, Token))!.Id);
        Assert.NotNull(Assert.Single(await first.ListAsync(Token)).LastUsedAt);

        Assert.True(await first.RevokeAsync(token.Id, Token));
        Assert.False(await first.RevokeAsync(token.Id, Token));
        Assert.Null(await second.FindAsync(token.Hash, Token));
    }

    [Fact]
    public async Task EndedSession_HasEndedForTheOtherDaemon()
    {
        var (first, second) = await OpenSessionsAsync();
        await first.EndAsync("s1", TimeProvider.System.GetUtcNow().AddHours(1), Token);
        await first.SaveKeyAsync(new SessionKey("k", new byte[] { 1 }), Token);

        Assert.True(await second.HasEndedAsync("s1", Token));
        Assert.False(await second.HasEndedAsync("s2", Token));
        Assert.Equal("k", Assert.Single(await second.ReadKeysAsync(Token)).Name);
    }

    [Fact]
    public async Task OrdersOfOneKey_HaveOneReservation()
    {
        var (first, second) = await OpenKeysAsync();
        var orders = Enumerable.Range(0, 50).Select(_ => new KeyOrder("ann", "k", Guid.NewGuid(), new byte[] { 1 }, new byte[] { 2 })).ToArray();
        var answers = await Task.WhenAll(
            orders.Select((order, number) => (number % 2 == 0 ? first : second).ReserveAsync(order, Token).AsTask()));
        var winner = orders[Array.FindIndex(answers, answer => answer.Outcome == KeyOutcome.Reserved)];

        Assert.Single(answers, answer => answer.Outcome == KeyOutcome.Reserved);
        Assert.True(await first.CompleteAsync("ann", "k", winner.Reservation, new BuildId(5), Token));
        var known = await second.ReserveAsync(orders[0] with { Reservation = Guid.NewGuid() }, Token);
        Assert.Equal((KeyOutcome.Known, 5L), (known.Outcome, known.Build!.Value.Value));
        Assert.Equal(2, Assert.Single(known.Digest.ToArray()));
    }

    [Fact]
    public async Task AuditEntry_IsAddedOnce_AndPagesFollowEachOther()
    {
        var audit = await OpenAuditAsync();
        var start = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        var entries = Enumerable.Range(0, 5).Select(number => new AuditEntry
        {
            Id = Guid.NewGuid(),
            Time = start.AddSeconds(number / 2),
            Outcome = default,
            Channel = "web",
            Caller = number == 3 ? "bob" : "ann",
            Action = "build",
            Target = $"Stream{number}",
        }).ToArray();
        await audit.AddAsync("d1", entries, Token);
        await audit.AddAsync("d1", entries, Token);

        var first = await audit.ReadAsync(new AuditQuery { Count = 3 }, Token);
        var second = await audit.ReadAsync(new AuditQuery { Count = 3, Before = first[^1].Position }, Token);
        Assert.Equal(["Stream4", "Stream3", "Stream2", "Stream1", "Stream0"], first.AddRange(second).Select(entry => entry.Target).ToArray());
        Assert.Equal("Stream3", Assert.Single(await audit.ReadAsync(new AuditQuery { Caller = "bob" }, Token)).Target);
        Assert.Equal("Stream1", Assert.Single(await audit.ReadAsync(new AuditQuery { Text = "stream1" }, Token)).Target);
        Assert.Equal(2, await audit.TrimAsync(start.AddSeconds(1), Token));
    }

    private static AccessToken Make(string name) => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Name = name,
        Hash = Guid.NewGuid().ToString("N"),
        Role = StreamRole.Build,
        Streams = ["base/"],
        MadeBy = "ann",
        MadeAt = TimeProvider.System.GetUtcNow(),
        ExpiresAt = TimeProvider.System.GetUtcNow().AddDays(1),
    };
}
