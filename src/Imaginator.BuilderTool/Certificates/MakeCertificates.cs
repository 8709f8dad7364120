using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Programs;
using Imaginator.Quantities;

namespace Imaginator.BuilderTool.Certificates;

/// <summary><c>make-certificates DIR</c>.</summary>
internal static class MakeCertificates
{
    private const string Group = "Trial site";

    // Clocks differ: a certificate that is valid from now on is not yet valid on a machine whose clock is late.
    private static readonly TimeSpan Backdating = TimeSpan.FromHours(1);
    private static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(5 * 365);

    private static readonly Flag<ImmutableArray<string>> HostNames = new(
        "siteHostnames", FlagTypes.List, [],
        "Host names and addresses of the daemon's machine. If it is not given, localhost and the name of this machine.") { Group = Group };

    private static readonly Flag<string> UserName = new(
        "siteUser", FlagTypes.Text, "user", "Name of the unprivileged user.") { Group = Group };

    private static readonly Flag<ImmutableArray<string>> UserGroups = new(
        "siteUserGroups", FlagTypes.List, ["users"], "Groups of the unprivileged user, as in BuilderGroups of streams.") { Group = Group };

    private static readonly Flag<TimeSpan> ValidFor = new(
        "validFor", FlagTypes.Duration, TimeSpan.FromDays(365), "Validity of the certificates, at most 5 years. The CAs are valid for 5 years.")
    { Group = Group };

    public static Command Command { get; } = new(
        "make-certificates", "DIR", "Create CAs and certificates for a trial site.", RunAsync)
    {
        UsesProgramFlags = false,
        Group = "Maintain",
        Description = ["The command prints the meaning of each file and the next steps."],
        Flags = [HostNames, UserName, UserGroups, ValidFor, JsonFlag.Json],
    };

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var directory = Path.GetFullPath(context.Operands[0]);
        var plan = PlanOf(context);
        TrialSite.Make(directory, plan);
        await context.WriteResultAsync(
            Explain(directory, plan).TrimEnd('\n'), new { Directory = directory, ValidUntil = plan.NotAfter, Administrator = "admin", plan.UserName });
        return 0;
    }

    private static TrialSitePlan PlanOf(CommandContext context)
    {
        var userName = context.Flags.Get(UserName);
        if (userName.Length == 0 || userName[0] is '.' or '-' || userName.Any(c => c is '/' or '\0' || char.IsControl(c)))
        {
            throw new UsageException($"invalid value \"{userName}\" of -{UserName.Name}: it must be a valid file name");
        }

        var now = context.Time.GetUtcNow();
        var lifetime = context.Flags.Get(ValidFor);
        if (lifetime <= TimeSpan.Zero || lifetime > AuthorityLifetime)
        {
            throw new UsageException($"invalid value \"{GoDuration.Format(lifetime)}\" of -{ValidFor.Name}: it must be more than 0 and at most {GoDuration.Format(AuthorityLifetime)}");
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

              CA.pem               CA trusted for authentication and authorization
              IdentityCA.pem       CA trusted for authentication only
              CA.key, IdentityCA.key
                                   private keys of the CAs, which can sign certificates; keep them off the machines
              imaginator/          certificate of the daemon, for clients, image stores and workers
              admin/               certificate of an administrator with access to all methods
              user/                certificate of {user} ({groups}), who can build the streams that permit the user or a group

            Next:

              1. Start the daemon with the certificates:
                 imaginator -CAfile={directory}/CA.pem -identityCAfile={directory}/IdentityCA.pem \
                   -certFile={directory}/imaginator/cert.pem -keyFile={directory}/imaginator/key.pem
                 Configure the same two CAs in a Dominator imageserver, so that it trusts the daemon.

              2. Try the certificate of the administrator:
                 builder-tool -certDirectory={directory}/admin start-auto-builds
                 To use it by default: mkdir -p -m 700 ~/.ssl && cp {directory}/admin/admin.* ~/.ssl/

              3. Give user/{user}.cert and user/{user}.key to {user}, for the directory ~/.ssl.

            """;
    }
}
