using System.Security.Cryptography.X509Certificates;
using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Srpc;

namespace Imaginator.Host.Tests.Rpc.Methods;

/// <summary>Who may build what, for how long, and how often at once: over TLS, with certificates of all kinds.</summary>
public sealed class PermissionTests : IDisposable
{
    private readonly CertificateSite _site = new();

    [Theory]
    [InlineData("admin", "users/alpha", true)]
    [InlineData("admin", "users/orphan", true)]
    [InlineData("admin", "bootstrap/tiny", true)]
    [InlineData("builder", "bootstrap/tiny", true)]
    [InlineData("bob", "users/alpha", true)]
    [InlineData("bob", "users/orphan", false)]
    [InlineData("bob", "bootstrap/tiny", false)]
    [InlineData("member", "users/alpha", true)]
    [InlineData("member", "bootstrap/tiny", false)]
    [InlineData("trusted", "bootstrap/tiny", true)]
    [InlineData("eve", "users/alpha", false)]
    public async Task Builds_WhatTheCallerMay(string caller, string stream, bool may)
    {
        await using var fixture = await ServiceFixture.StartAsync(_site, ["-srpcTrustedUsers=trusted"]);
        fixture.Runner.Script(stream, (run, _) =>
        {
            run.Observer.OnEvent(new StageStarted(stream, BuildStage.Scan));
            return Task.CompletedTask;
        });
        var error = may ? "" : $"no permission to build: {stream}";
        var (response, _) = await fixture.BuildAsync(ServiceFixture.Request(stream), CertificateOf(caller));
        Assert.Equal(error, response.ErrorString);

        // A certificate that permits BuildImage permits the method with events.
        var (again, events) = await fixture.BuildWithEventsAsync(ServiceFixture.Request(stream), CertificateOf(caller));
        Assert.Equal(error, again.ErrorString);

        // That it is queued, and its stage.
        Assert.Equal(may ? 2 : 0, events.Count);
    }

    [Theory]
    [InlineData("admin", 25, "")]
    [InlineData("admin", 731, "maximum expiration time is 730h")]
    [InlineData("bob", 24, "")]
    [InlineData("bob", 25, "maximum expiration time is 24h")]
    public async Task Bounds_DependOnTheCaller(string caller, int hours, string error)
    {
        await using var fixture = await ServiceFixture.StartAsync(_site);
        fixture.Runner.Release("users/alpha");
        var (response, _) = await fixture.BuildAsync(
            ServiceFixture.Request("users/alpha") with { ExpiresIn = GobDuration.From(TimeSpan.FromHours(hours)) },
            CertificateOf(caller));
        Assert.Equal(error, response.ErrorString);
    }

    [Fact]
    public async Task UnprivilegedUser_MayWaitForOneBuildAtOnce()
    {
        await using var fixture = await ServiceFixture.StartAsync(_site);
        var first = fixture.BuildAsync(ServiceFixture.Request("users/alpha"), CertificateOf("bob"));
        await Wait.UntilAsync(() => !fixture.Queue.Current.Running.IsEmpty);

        var refused = await Assert.ThrowsAsync<SrpcException>(
            () => fixture.BuildAsync(ServiceFixture.Request("users/alpha"), CertificateOf("bob")));
        Assert.EndsWith("bob reached limit of 1 calls for BuildImage", refused.Message, StringComparison.Ordinal);

        // Others are not limited by it, and he is not afterwards.
        var admin = fixture.BuildAsync(ServiceFixture.Request("users/alpha"), CertificateOf("admin"));
        var member = fixture.BuildAsync(ServiceFixture.Request("users/alpha"), CertificateOf("member"));
        fixture.Runner.Release("users/alpha");
        await Task.WhenAll(first, admin, member);
        Assert.Empty((await fixture.BuildAsync(ServiceFixture.Request("users/alpha"), CertificateOf("bob"))).Response.ErrorString);
    }

    [Theory]
    [InlineData("bob", 0)]
    [InlineData("admin", 1)]
    public async Task NoLimit_ForThePrivileged_AndWhereThereIsNone(string caller, int limit)
    {
        await using var fixture = await ServiceFixture.StartAsync(_site, [$"-maximumConcurrentBuildsPerUser={limit}"]);
        var builds = Enumerable.Range(0, 3)
            .Select(_ => fixture.BuildAsync(ServiceFixture.Request("users/alpha"), CertificateOf(caller))).ToList();
        await Wait.UntilAsync(() => fixture.Queue.Current.Running is [{ Joined.Length: 2 }]);

        fixture.Runner.Release("users/alpha");
        Assert.All(await Task.WhenAll(builds), build => Assert.Empty(build.Response.ErrorString));
    }

    [Fact]
    public async Task RequestedBy_IsTheCertificatesName()
    {
        await using var fixture = await ServiceFixture.StartAsync(_site);
        var requestedBy = "";
        fixture.Runner.Script("users/alpha", (run, _) =>
        {
            requestedBy = run.Request.BuildRequest.RequestedBy;
            return Task.CompletedTask;
        });
        await fixture.BuildAsync(ServiceFixture.Request("users/alpha"), CertificateOf("bob"));
        Assert.Equal("bob", requestedBy);
    }

    public void Dispose() => _site.Dispose();

    private X509Certificate2 CertificateOf(string caller) => caller switch
    {
        "admin" => _site.Full.IssueClient("admin", methods: ["Imaginator.*"]),
        "builder" => _site.Full.IssueClient("builder", methods: ["Imaginator.BuildImage"]),
        "member" => _site.Identity.IssueClient("member", groups: ["alphas"]),

        // Only identity: what it permits does not count.
        "eve" => _site.Identity.IssueClient("eve", methods: ["*.*"], groups: ["others"]),
        _ => _site.Identity.IssueClient(caller),
    };
}
