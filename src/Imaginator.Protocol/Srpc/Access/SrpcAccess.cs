using System.Collections.Immutable;

namespace Imaginator.Protocol.Srpc.Access;

/// <summary>How a call is permitted.</summary>
internal enum SrpcAccess
{
    /// <summary>Not at all.</summary>
    Denied,

    /// <summary>Because the method is open to more people; the handler decides what they may do.</summary>
    Public,

    /// <summary>Without restrictions.</summary>
    Method,
}

/// <summary>Decides who may call what.</summary>
internal sealed record SrpcAccessPolicy
{
    /// <summary>Users who may call everything.</summary>
    public ImmutableHashSet<string> TrustedUsers { get; init; } = [];

    /// <summary>Groups whose members may call everything.</summary>
    public ImmutableHashSet<string> TrustedGroups { get; init; } = [];

    /// <summary>Decides about a call.</summary>
    /// <param name="fullName">The method, <c>Service.Method</c>.</param>
    public SrpcAccess Decide(
        SrpcIdentity caller, SrpcConnectionMode connection, string fullName, bool isPublic, bool isUnauthenticated)
    {
        if (!connection.DoNotUsePowers && HasMethodAccess(caller, connection, fullName))
        {
            return SrpcAccess.Method;
        }

        return (isPublic && caller.UserName.Length > 0) || isUnauthenticated ? SrpcAccess.Public : SrpcAccess.Denied;
    }

    private bool HasMethodAccess(SrpcIdentity caller, SrpcConnectionMode connection, string fullName) =>
        connection.EverythingIsPermitted
        || caller.PermittedMethods.Any(pattern => MethodPattern.Matches(pattern, fullName))
        || (caller.UserName.Length > 0 && TrustedUsers.Contains(caller.UserName))
        || caller.Groups.Overlaps(TrustedGroups);
}

/// <summary>What the two ends of a connection have agreed upon.</summary>
/// <param name="EverythingIsPermitted">The connection is not secured and the server does not care: test mode.</param>
/// <param name="DoNotUsePowers">The client renounces what its certificate permits.</param>
internal readonly record struct SrpcConnectionMode(bool EverythingIsPermitted, bool DoNotUsePowers);
