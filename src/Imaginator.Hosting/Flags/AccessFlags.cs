using System.Collections.Immutable;

namespace Imaginator.Hosting.Flags;

/// <summary>Flags that say whom the daemon trusts, and how far.</summary>
public static class AccessFlags
{
    private const string Group = "Access";

    /// <summary>The authorities whose certificates say who somebody is and what he may do.</summary>
    public static Flag<string> AuthorityFile { get; } = new(
        "CAfile", FlagTypes.Text, "/etc/ssl/CA.pem",
        "PEM file of the authorities whose certificates say who somebody is and what he may do.") { Group = Group };

    /// <summary>The authorities whose certificates only say who somebody is.</summary>
    public static Flag<string> IdentityAuthorityFile { get; } = new(
        "identityCAfile", FlagTypes.Text, "/etc/ssl/IdentityCA.pem",
        "PEM file of the authorities whose certificates only say who somebody is; need not exist.") { Group = Group };

    /// <summary>Users who may call everything.</summary>
    public static Flag<ImmutableArray<string>> TrustedUsers { get; } = new(
        "srpcTrustedUsers", FlagTypes.List, [], "Users with access to every method.") { Group = Group };

    /// <summary>Groups whose members may call everything.</summary>
    public static Flag<ImmutableArray<string>> TrustedGroups { get; } = new(
        "srpcTrustedGroups", FlagTypes.List, [], "Groups with access to every method.") { Group = Group };

    /// <summary>Whether to serve without TLS.</summary>
    public static Flag<bool> Insecure { get; } = new(
        "insecure", FlagTypes.Boolean, false,
        "Serve without certificates: whoever can connect may do everything. Listens on this machine's loopback only.")
    { Group = Group };

    /// <summary>Whether to do so for other machines too.</summary>
    public static Flag<bool> InsecureAnywhere { get; } = new(
        "insecureAnywhere", FlagTypes.Boolean, false,
        "Together with -insecure: let other machines connect too. Whoever reaches the port is root here.") { Group = Group };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Flag> All { get; } =
        [AuthorityFile, IdentityAuthorityFile, TrustedUsers, TrustedGroups, Insecure, InsecureAnywhere];
}
