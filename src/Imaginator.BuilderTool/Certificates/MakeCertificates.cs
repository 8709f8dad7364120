using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;

namespace Imaginator.BuilderTool.Certificates;

/// <summary><c>make-certificates DIR</c>.</summary>
internal static class MakeCertificates
{
    private const string Group = "Trial site";

    // Clocks differ: a certificate that counts from now on does not yet on a machine whose clock is late.
    private static readonly TimeSpan Backdating = TimeSpan.FromHours(1);
    private static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(5 * 365);

    private static readonly Flag<ImmutableArray<string>> HostNames = new(
        "siteHostnames", FlagTypes.List, [],
        "Host names and addresses of the daemon's machine; by default localhost and this machine's name.") { Group = Group };

    private static readonly Flag<string> UserName = new(
        "siteUser", FlagTypes.Text, "user", "Name of the user without privileges.") { Group = Group };

    private static readonly Flag<ImmutableArray<string>> UserGroups = new(
        "siteUserGroups", FlagTypes.List, ["users"], "Groups of that user, as in a stream's BuilderGroups.") { Group = Group };

    private static readonly Flag<TimeSpan> ValidFor = new(
        "validFor", FlagTypes.Duration, TimeSpan.FromDays(365), "How long the certificates count; the authorities count for five years.")
    { Group = Group };

    public static Command Command { get; } = new(
        "make-certificates", "DIR", "makes authorities and certificates for a trial site; prints what is what", RunAsync)
    {
        HeedsProgramFlags = false,
        Flags = [HostNames, UserName, UserGroups, ValidFor],
    };

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var directory = Path.GetFullPath(context.Operands[0]);
        var plan = PlanOf(context);
        TrialSite.Make(directory, plan);
        await context.Output.WriteAsync(Explain(directory, plan));
        return 0;
    }

    private static TrialSitePlan PlanOf(CommandContext context)
    {
        var userName = context.Flags.Get(UserName);
        if (userName.Length == 0 || userName[0] is '.' or '-' || userName.Any(c => c is '/' or '\0' || char.IsControl(c)))
        {
            throw new UsageException($"-{UserName.Name}: \"{userName}\" is no user name that a file can be named after");
        }

        var now = context.Time.GetUtcNow();
        var lifetime = context.Flags.Get(ValidFor);
        if (lifetime <= TimeSpan.Zero || lifetime > AuthorityLifetime)
        {
            throw new UsageException($"-{ValidFor.Name}: give more than nothing and at most the five years of the authorities");
        }

        return new TrialSitePlan
        {
            HostNames = context.Flags.Get(HostNames) is { IsEmpty: false } names ? names : ["localhost", Dns.GetHostName()],
            UserName = userName,
            UserGroups = context.Flags.Get(UserGroups),
            NotBefore = now - Backdating,
            NotAfter = now + lifetime,
            AuthoritiesNotAfter = now + AuthorityLifetime,
        };
    }

    private static string Explain(string directory, TrialSitePlan plan)
    {
        var until = plan.NotAfter.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var (user, groups) = (plan.UserName, plan.UserGroups.IsEmpty ? "no groups" : "groups " + string.Join(", ", plan.UserGroups));
        return $"""
            Certificates of a trial site, valid until {until}, in {directory}:

              CA.pem               the authority whose certificates say who somebody is and what he may do
              IdentityCA.pem       the authority whose certificates only say who somebody is
              CA.key, IdentityCA.key
                                   their keys: whoever has them can make certificates; keep them off the machines
              imaginator/          of the daemon: for its clients, for the image server, for its workers
              admin/               of an administrator, who may do everything
              user/                of {user} ({groups}), who may build the streams that name him or a group of his

            Next:

              1. Start the daemon with them:
                 imaginator -CAfile={directory}/CA.pem -identityCAfile={directory}/IdentityCA.pem \
                   -certFile={directory}/imaginator/cert.pem -keyFile={directory}/imaginator/key.pem
                 The same two authorities go to a Dominator imageserver, so that it trusts the daemon.

              2. Try it as administrator:
                 builder-tool -certDirectory={directory}/admin start-auto-builds
                 For good: mkdir -p -m 700 ~/.ssl && cp {directory}/admin/admin.* ~/.ssl/

              3. Give {user} his two files, for his ~/.ssl: user/{user}.cert and user/{user}.key

            """;
    }
}
