using Imaginator.SystemTests.Site;

namespace Imaginator.SystemTests;

/// <summary>Certificates of all kinds before a real daemon: the answers are those of the original.</summary>
public sealed class AccessTests : IDisposable
{
    private const string Denied = "access to method denied";

    private readonly BuildSite _site = new();
    private readonly SiteCertificates _certificates = new();

    [Fact]
    public async Task Method_IsPermitted_OrNot()
    {
        await using var daemon = await StartAsync();
        await PermittedAsync(daemon, _certificates.IssueFull("method", ["Imaginator.DisableAutoBuilds"]));
        await PermittedAsync(daemon, _certificates.IssueFull("glob", ["X.Y", "Imaginator.Disable*"]));
        await PermittedAsync(daemon, _certificates.IssueFull("class", ["[A-J]maginator.D*"]));
        await PermittedAsync(daemon, _certificates.IssueFull("everything", ["*.*"]));
        await PermittedAsync(daemon, _certificates.IssueIdentity("trusted"));
        await PermittedAsync(daemon, _certificates.IssueIdentity("member", groups: ["web", "ops"]));

        await RefusedAsync(daemon, _certificates.IssueFull("other", ["Imaginator.BuildImage"]), Denied);
        await RefusedAsync(daemon, _certificates.IssueFull("almost", ["Imaginator.Disable"]), Denied);
        await RefusedAsync(daemon, _certificates.IssueFull("malformed", ["Imaginator.[Disable*"]), Denied);
        await RefusedAsync(daemon, _certificates.IssueIdentity("renounced", methods: ["*.*"]), Denied);
        await RefusedAsync(daemon, _certificates.IssueIdentity("outsider", groups: ["web"]), Denied);
    }

    [Fact]
    public async Task BadCertificates_AreRefused_AndNone_IsMissing()
    {
        await using var daemon = await StartAsync();
        await RefusedAsync(daemon, _certificates.IssueFull("expired", ["*.*"], hasExpired: true), "expired");
        await RefusedAsync(daemon, _certificates.IssueFull("self", ["*.*"], isSelfSigned: true), "certificate");
        await RefusedAsync(daemon, _certificates.IssueFull("nodot", ["NoDot"]), "certificate");
        await RefusedAsync(daemon, "-certDirectory=/nonexistent", "missing certificate");

        // Whoever was refused concerns nobody else.
        await PermittedAsync(daemon, _certificates.IssueFull("everything", ["*.*"]));
    }

    [Fact]
    public async Task PublicMethods_AreOpenToAnyName_AndNobodyElse()
    {
        await using var daemon = await StartAsync();
        (await daemon.ToolAsync(_certificates.IssueIdentity("anybody"), "get-dependencies")).ShouldSucceed();
        (await daemon.ToolAsync("-certDirectory=/nonexistent", "get-dependencies")).ShouldFail(1, "missing certificate");
    }

    [Fact]
    public async Task MissingCertificates_StopTheStart_AndAreExplained()
    {
        var arguments = _site.DaemonArguments("-CAfile=/nonexistent/CA.pem");
        (await RunningProgram.RunAsync(Distribution.Imaginator, arguments)).ShouldFail(
            1, "/nonexistent/CA.pem does not exist", "builder-tool make-certificates DIRECTORY", "-insecure");
    }

    public void Dispose()
    {
        _site.Dispose();
        _certificates.Dispose();
    }

    private Task<SiteDaemon> StartAsync() => _site.StartDaemonAsync(
        [.. _certificates.Flags, "-srpcTrustedUsers=trusted", "-srpcTrustedGroups=ops"]);

    private static async Task PermittedAsync(SiteDaemon daemon, string certificate) =>
        (await CallAsync(daemon, certificate)).ShouldSucceed();

    private static async Task RefusedAsync(SiteDaemon daemon, string certificate, string error) =>
        (await CallAsync(daemon, certificate)).ShouldFail(1, error);

    private static Task<ProgramResult> CallAsync(SiteDaemon daemon, string certificate) =>
        daemon.ToolAsync(certificate, "disable-auto-builds", "-disableFor=1s");
}
