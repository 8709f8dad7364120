using System.Collections.Immutable;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Access;

/// <summary>Flags that limit the readers of the pages and the API.</summary>
internal static class ReadFlags
{
    private const string Group = "Access";

    /// <summary>If the flag is not given, the default depends on <c>-insecure</c>; see <see cref="ReadPolicy.From"/>.</summary>
    public static Flag<AnonymousReads> Anonymous { get; } = new(
        "anonymousReads",
        FlagTypes.OneOf(("none", AnonymousReads.None), ("status", AnonymousReads.Status), ("all", AnonymousReads.All)),
        AnonymousReads.Status,
        "Addresses that clients without certificate, token or session can read: none (only /healthz and /readyz), status (in addition "
        + "the status page, /metrics and /schemas) or all (all pages and the API).")
    { Group = Group, DisplayedDefault = "status; all with -insecure" };

    public static Flag<MemberReads> Members { get; } = new(
        "memberReads",
        FlagTypes.OneOf(("all", MemberReads.All), ("roles", MemberReads.Roles)),
        MemberReads.All,
        "Streams that users with a certificate or a session can read, with their builds, logs and images: all, or only those for which "
        + "they have a role (roles). Bearer tokens can read the streams of their scope in any case.")
    { Group = Group };

    public static ImmutableArray<Flag> All { get; } = [Anonymous, Members];
}
