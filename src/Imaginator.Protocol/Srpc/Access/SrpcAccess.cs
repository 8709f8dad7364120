using System.Collections.Immutable;

namespace Imaginator.Protocol.Srpc.Access;

/// <summary>The access that a caller has to a method.</summary>
public enum SrpcAccess
{
    /// <summary>The call is denied.</summary>
    Denied,

    /// <summary>The method is public; the handler checks the permissions of the caller.</summary>
    Public,

    /// <summary>The call is permitted without restrictions.</summary>
    Method,
}

/// <summary>Decides which callers can call which methods.</summary>
public sealed record SrpcAccessPolicy
{
    /// <summary>The users who can call all methods.</summary>
    public ImmutableHashSet<string> TrustedUsers { get; init; } = [];

    /// <summary>The groups whose members can call all methods.</summary>
    public ImmutableHashSet<string> TrustedGroups { get; init; } = [];

    /// <summary>Decides whether a call is permitted.</summary>
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

/// <summary>The mode of a connection, as agreed by both ends.</summary>
/// <param name="EverythingIsPermitted">
/// Whether the connection is not secured and the server permits all calls (test mode).
/// </param>
/// <param name="DoNotUsePowers">Whether the client declines the method permissions of its certificate.</param>
public readonly record struct SrpcConnectionMode(bool EverythingIsPermitted, bool DoNotUsePowers);
