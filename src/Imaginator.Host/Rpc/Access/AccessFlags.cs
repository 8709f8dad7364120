using System.Collections.Immutable;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Rpc.Access;

/// <summary>Flags that grant access to RPC methods.</summary>
internal static class AccessFlags
{
    private const string Group = "Access";

    public static Flag<ImmutableArray<string>> TrustedUsers { get; } = new(
        "srpcTrustedUsers", FlagTypes.List, [], "Users with access to all methods.") { Group = Group };

    public static Flag<ImmutableArray<string>> TrustedGroups { get; } = new(
        "srpcTrustedGroups", FlagTypes.List, [], "Groups whose members have access to all methods.") { Group = Group };

    public static ImmutableArray<Flag> All { get; } = [TrustedUsers, TrustedGroups];
}
