using System.Collections.Immutable;
using System.Text;
using Imaginator.Building.Builds;
using Imaginator.Host.Builds;
using Imaginator.Host.History.Keys;
using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Tests.Builds;

public sealed class BuildStartsTests
{
    private const string Stream = "users/alpha";

    private static readonly BuildOrder Order = new(Stream)
    {
        Branch = "next",
        Variables = ImmutableSortedDictionary<string, string>.Empty.Add("ROLE", "web"),
        ExpiresIn = TimeSpan.FromHours(2),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StartedBuild_ContinuesWithoutItsCaller_AndIsKnownAtOnce()
    {
        await using var site = new BuildsSite();
        BuildRequest? built = null;
        site.Runner.Script(Stream, (run, _) =>
        {
            built = run.Request.BuildRequest;
            return Task.CompletedTask;
        });

        var started = await site.Starts.StartAsync(BuildsSite.Ann, Order, null, Token);

        Assert.Equal("ann", site.Records.Find(started.Id)!.Requestor);
        Assert.False(started.Joined);
        await site.FinishAsync(started, Stream);
        Assert.Equal(("next", "web", TimeSpan.FromHours(2)), (built!.GitBranch, built.Variables["ROLE"], built.ExpiresIn));
        Assert.Equal("inputs: web: ann (): BuildImage users/alpha: public: branch next, ROLE=web", Assert.Single(site.Audit.Lines.Entries).Message);
    }

    [Fact]
    public async Task OrderWithoutLifetime_HasTheMaximumOfEveryCaller()
    {
        await using var site = new BuildsSite();
        var started = await site.Starts.StartAsync(BuildsSite.Ann, new BuildOrder(Stream), null, Token);

        Assert.Equal(TimeSpan.FromHours(24), site.Queue.Find(started.Id)!.Request.BuildRequest.ExpiresIn);
    }

    [Fact]
    public async Task EqualOrder_JoinsTheBuild()
    {
        await using var site = new BuildsSite();
        var first = await site.Starts.StartAsync(BuildsSite.Ann, Order, null, Token);
        var second = await site.Starts.StartAsync(BuildsSite.Bob, Order, null, Token);

        Assert.Equal(new StartedBuild(first.Id, Joined: true, IsRepeated: false), second);
    }

    [Theory]
    [InlineData("users/orphan", nameof(BuildRefusal.NotPermitted))]
    [InlineData("users/none", nameof(BuildRefusal.NotPermitted))]
    public async Task CallerWithoutPermission_IsRefused(string stream, string reason)
    {
        await using var site = new BuildsSite();
        var refused = await Assert.ThrowsAsync<BuildRefusedException>(
            () => site.Starts.StartAsync(BuildsSite.Bob, new BuildOrder(stream), null, Token));
        Assert.Equal(reason, refused.Reason.ToString());
    }

    [Fact]
    public async Task UnprivilegedUser_HasAsManyBuildsAsByRpc()
    {
        await using var site = new BuildsSite();
        var first = await site.Starts.StartAsync(BuildsSite.Bob, Order, null, Token);
        var refused = await Assert.ThrowsAsync<BuildRefusedException>(
            () => site.Starts.StartAsync(BuildsSite.Bob, Order with { Branch = "main" }, null, Token));
        Assert.Equal(BuildRefusal.TooMany, refused.Reason);

        await site.FinishAsync(first, Stream);
        await Wait.UntilAsync(async () =>
        {
            try
            {
                return (await site.Starts.StartAsync(BuildsSite.Bob, Order with { Branch = "main" }, null, Token)).Id != first.Id;
            }
            catch (BuildRefusedException)
            {
                return false;
            }
        });
    }

    [Fact]
    public async Task RepeatedKey_ReturnsItsBuild_AlsoAfterARestart()
    {
        await using var site = new BuildsSite();
        var first = await site.Starts.StartAsync(BuildsSite.Ann, Order, "key-1", Token);
        await site.FinishAsync(first, Stream);
        site.ForgetKeys();
        var repeated = await site.Starts.StartAsync(BuildsSite.Ann, Order, "key-1", Token);

        Assert.Equal(new StartedBuild(first.Id, Joined: false, IsRepeated: true), repeated);
        Assert.Single(site.Runner.Started);
    }

    [Fact]
    public async Task Key_IsFreeAgainAfterADay()
    {
        await using var site = new BuildsSite();
        var first = await site.Starts.StartAsync(BuildsSite.Ann, Order, "key-1", Token);
        await site.FinishAsync(first, Stream);
        site.Time.Advance(IdempotencyKeys.Lifetime);
        var second = await site.Starts.StartAsync(BuildsSite.Ann, Order, "key-1", Token);

        Assert.False(second.IsRepeated);
        Assert.NotEqual(first.Id, second.Id);
    }

    [Fact]
    public async Task Key_BelongsToItsCaller()
    {
        await using var site = new BuildsSite();
        await site.Starts.StartAsync(BuildsSite.Ann, Order, "key-1", Token);
        var other = await site.Starts.StartAsync(BuildsSite.Bob, Order with { Branch = "main" }, "key-1", Token);

        Assert.False(other.IsRepeated);
    }

    [Fact]
    public async Task KeyOfAnotherOrder_IsRefused()
    {
        await using var site = new BuildsSite();
        await site.Starts.StartAsync(BuildsSite.Ann, Order, "key-1", Token);
        foreach (var other in new[]
        {
            Order with { Branch = "main" }, Order with { ExpiresIn = null },
            Order with { Variables = Order.Variables.SetItem("ROLE", "db") },
        })
        {
            var refused = await Assert.ThrowsAsync<BuildRefusedException>(
                () => site.Starts.StartAsync(BuildsSite.Ann, other, "key-1", Token));
            Assert.Equal(BuildRefusal.KeyReused, refused.Reason);
        }
    }

    [Fact]
    public async Task RefusedOrder_LeavesItsKeyFree()
    {
        await using var site = new BuildsSite();
        await Assert.ThrowsAsync<BuildRefusedException>(
            () => site.Starts.StartAsync(BuildsSite.Bob, new BuildOrder("users/orphan"), "key-1", Token));

        Assert.False((await site.Starts.StartAsync(BuildsSite.Bob, Order, "key-1", Token)).IsRepeated);
    }

    [Fact]
    public async Task OrdersWithOneKeyAtTheSameTime_StartOneBuild()
    {
        await using var site = new BuildsSite();
        var orders = Enumerable.Range(0, 20)
            .Select(_ => Task.Run(() => site.Starts.StartAsync(BuildsSite.Ann, Order, "key-1", Token)));
        var started = await Task.WhenAll(orders);

        Assert.Single(started.Select(build => build.Id).Distinct());
        Assert.Equal(19, started.Count(build => build.IsRepeated));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    [InlineData("ä")]
    public async Task InvalidKey_IsRefused(string key)
    {
        await using var site = new BuildsSite();
        foreach (var invalid in new[] { key, new string('x', BuildStarts.MaximumKeyLength + 1) })
        {
            var refused = await Assert.ThrowsAsync<BuildRefusedException>(
                () => site.Starts.StartAsync(BuildsSite.Ann, Order, invalid, Token));
            Assert.Equal(BuildRefusal.OutOfBounds, refused.Reason);
        }
    }

    [Fact]
    public async Task Retry_HasTheInputsOfTheFirstBuild()
    {
        await using var site = new BuildsSite();
        var first = await site.Starts.StartAsync(BuildsSite.Ann, Order, null, Token);
        await site.FinishAsync(first, Stream);
        site.Runner.Script(Stream, (_, token) => Task.Delay(Timeout.Infinite, token));

        var retry = await site.Starts.RetryAsync(BuildsSite.Ann, first.Id, null, Token);

        var request = site.Queue.Find(retry.Id)!.Request;
        Assert.Equal(("next", "web", TimeSpan.FromHours(2)), (request.BuildRequest.GitBranch, request.BuildRequest.Variables["ROLE"], request.BuildRequest.ExpiresIn));
        Assert.Equal(first.Id, request.RetryOf);
        Assert.Equal(retry.Id, site.Records.Find(first.Id)!.RetriedAs);
    }

    [Fact]
    public async Task Retry_RequiresSecretsAgain_WhichAreNotWrittenDown()
    {
        await using var site = new BuildsSite();
        var order = Order with { Variables = Order.Variables.Add("API_TOKEN", "hunter2-hunter2") };
        var first = await site.Starts.StartAsync(BuildsSite.Ann, order, null, Token);
        await site.FinishAsync(first, Stream);

        var refused = await Assert.ThrowsAsync<BuildRefusedException>(
            () => site.Starts.RetryAsync(BuildsSite.Ann, first.Id, null, Token));
        Assert.Equal(BuildRefusal.MissingInputs, refused.Reason);
        Assert.Equal(["API_TOKEN"], refused.MissingVariables);
        Assert.Contains("API_TOKEN", refused.Message, StringComparison.Ordinal);
        Assert.All(site.ReadFiles(), file => Assert.Equal(-1, file.AsSpan().IndexOf(Encoding.UTF8.GetBytes("hunter2-hunter2"))));

        site.Runner.Script(Stream, (_, token) => Task.Delay(Timeout.Infinite, token));
        var given = ImmutableSortedDictionary<string, string>.Empty.Add("API_TOKEN", "another");
        var retry = await site.Starts.RetryAsync(BuildsSite.Ann, first.Id, given, null, Token);
        Assert.Equal("another", site.Queue.Find(retry.Id)!.Request.BuildRequest.Variables["API_TOKEN"]);
        Assert.Equal("web", site.Queue.Find(retry.Id)!.Request.BuildRequest.Variables["ROLE"]);
    }

    [Fact]
    public async Task Retry_RequiresThePermissionOfItsOwnCaller_AndAKnownBuild()
    {
        await using var site = new BuildsSite();
        var first = await site.Starts.StartAsync(BuildsSite.Ann, new BuildOrder("users/orphan"), null, Token);
        await site.FinishAsync(first, "users/orphan");

        Assert.Equal(BuildRefusal.NotPermitted, await RefusalAsync(first.Id));
        Assert.Equal(BuildRefusal.UnknownBuild, await RefusalAsync(new BuildId(7)));

        async Task<BuildRefusal> RefusalAsync(BuildId id) => (await Assert.ThrowsAsync<BuildRefusedException>(
            () => site.Starts.RetryAsync(BuildsSite.Bob, id, null, Token))).Reason;
    }

    [Fact]
    public async Task Retry_OfALongLivedImage_StaysWithinTheBoundsOfItsCaller()
    {
        await using var site = new BuildsSite();
        var first = await site.Starts.StartAsync(BuildsSite.Ann, Order with { ExpiresIn = TimeSpan.FromHours(700) }, null, Token);
        await site.FinishAsync(first, Stream);
        site.Runner.Script(Stream, (_, token) => Task.Delay(Timeout.Infinite, token));

        var retry = await site.Starts.RetryAsync(BuildsSite.Bob, first.Id, null, Token);

        Assert.Equal(TimeSpan.FromHours(24), site.Queue.Find(retry.Id)!.Request.BuildRequest.ExpiresIn);
    }
}
