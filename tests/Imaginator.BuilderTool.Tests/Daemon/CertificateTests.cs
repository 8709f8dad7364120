using Imaginator.BuilderTool.Tests.Certificates;
using Imaginator.Protocol.Tests.Srpc;

namespace Imaginator.BuilderTool.Tests.Daemon;

/// <summary>builder-tool with certificates from a directory, against a daemon that wants some.</summary>
public sealed class CertificateTests(TrialSiteFixture site) : IClassFixture<TrialSiteFixture>
{
    [Fact]
    public async Task Administrator_IsServed()
    {
        await using var daemon = site.StartDaemon();

        var run = await RunAsync(daemon, "admin");

        Assert.StartsWith("automatic rebuilds are disabled until 2025-", run.ShouldSucceed().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task User_IsToldThatHisCertificateDoesNotPermitIt()
    {
        await using var daemon = site.StartDaemon();

        (await RunAsync(daemon, "user")).ShouldFail(1, "access to method denied", "-certDirectory");
    }

    [Fact]
    public async Task WithoutCertificate_IsToldWhereTheyAreLookedFor()
    {
        await using var daemon = site.StartDaemon();

        (await RunAsync(daemon, "none")).ShouldFail(1, "missing certificate", "-certDirectory", "NAME.cert");
    }

    private Task<BuilderToolRun> RunAsync(SrpcTestHost daemon, string who) => BuilderToolRun.RunAsync(
        "disable-auto-builds", "-imaginatorHostname=127.0.0.1", $"-imaginatorPortNum={daemon.Port}",
        $"-certDirectory={site.PathOf(who)}");
}
