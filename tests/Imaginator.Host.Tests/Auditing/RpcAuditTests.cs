using Imaginator.Host.Tests.Rpc;
using Imaginator.Host.Tests.Rpc.Methods;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.Imaginator;
using Imaginator.Protocol.Srpc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Tests.Auditing;

public sealed class RpcAuditTests : IDisposable
{
    private readonly CertificateSite _certificates = new();
    private readonly AuditRecord _audit = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IEnumerable<string> Lines => _audit.Lines.Entries.Select(entry => entry.Message);

    public void Dispose()
    {
        _certificates.Dispose();
        _audit.Dispose();
    }

    [Fact]
    public async Task Builds_AreAuditedWithStreamAndBuild()
    {
        await using var service = await StartAsync();
        service.Runner.Release("users/alpha");
        await service.BuildAsync(ServiceFixture.Request("users/alpha"), _certificates.Identity.IssueClient("bob"));
        await service.BuildAsync(ServiceFixture.Request("users/orphan"), _certificates.Identity.IssueClient("bob"));

        Assert.Collection(
            Lines,
            line => Assert.Matches(@"^allowed: rpc: bob \(127\.0\.0\.1:\d+\): BuildImage users/alpha as [0-9a-z]{13}$", line),
            line => Assert.Matches(
                @"^denied: rpc: bob \(127\.0\.0\.1:\d+\): BuildImage users/orphan: no permission to build: users/orphan$", line));
    }

    [Fact]
    public async Task Pauses_AreAudited()
    {
        await using var service = await StartAsync();
        await DisableAsync(service, "Imaginator.DisableBuildRequests", TimeSpan.FromMinutes(90));
        await DisableAsync(service, "Imaginator.DisableBuildRequests", TimeSpan.Zero);
        await DisableAsync(service, "Imaginator.DisableBuildRequests", TimeSpan.FromHours(25));

        Assert.Collection(
            Lines,
            line => Assert.EndsWith(": DisableBuildRequests 1h30m", line, StringComparison.Ordinal),
            line => Assert.EndsWith(": enable-build-requests ", line, StringComparison.Ordinal),
            line => Assert.Matches("^refused: rpc: ann .*: DisableBuildRequests 25h: cannot disable", line));
    }

    [Fact]
    public async Task DeniedCalls_AreAudited()
    {
        await using var service = await StartAsync();
        await using var client = service.CreateClient(_certificates.Identity.IssueClient("eve"));
        await Assert.ThrowsAsync<SrpcException>(() => client.CallAsync<StartAutoBuildsRequest, StartAutoBuildsResponse>(
            "Imaginator.StartAutoBuilds", new StartAutoBuildsRequest(), isRepeatable: false, Token));

        Assert.Matches(
            @"^denied: rpc: eve \(127\.0\.0\.1:\d+\): StartAutoBuilds : no access to Imaginator\.StartAutoBuilds$",
            Assert.Single(Lines));
    }

    private async Task DisableAsync(ServiceFixture service, string method, TimeSpan duration)
    {
        await using var client = service.CreateClient(_certificates.Full.IssueClient("ann", methods: ["Imaginator.*"]));
        await client.CallAsync<DisableBuildRequestsRequest, DisableBuildRequestsResponse>(
            method, new DisableBuildRequestsRequest { DisableFor = GobDuration.From(duration) }, isRepeatable: false, Token);
    }

    private Task<ServiceFixture> StartAsync() => ServiceFixture.StartAsync(
        _certificates, add: services => services.AddSingleton<ILoggerFactory>(new LoggerFactory([_audit])));
}
