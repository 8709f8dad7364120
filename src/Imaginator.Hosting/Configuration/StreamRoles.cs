using System.Collections.Immutable;

namespace Imaginator.Hosting.Configuration;

/// <summary>The roles of users and groups for directories of streams. Immutable and thread-safe.</summary>
public sealed class StreamRoles(ImmutableArray<StreamRoleGrant> grants)
{
    /// <summary>No roles.</summary>
    public static StreamRoles None { get; } = new([]);

    /// <summary>The grants in the order of the configuration.</summary>
    public ImmutableArray<StreamRoleGrant> Grants => grants;

    /// <summary>
    /// The highest role of a user with these groups for a stream, or for all streams of a directory (without a slash at its end; empty
    /// for all streams).
    /// </summary>
    public StreamRole RoleOf(string userName, ImmutableHashSet<string> groups, string name)
    {
        ArgumentNullException.ThrowIfNull(userName);
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(name);
        var role = StreamRole.None;
        foreach (var grant in grants)
        {
            if (grant.Role > role && grant.Includes(name) && grant.IsFor(userName, groups))
            {
                role = grant.Role;
            }
        }

        return role;
    }

    /// <summary>Whether a user with these groups has a role for some stream.</summary>
    public bool HasRole(string userName, ImmutableHashSet<string> groups)
    {
        ArgumentNullException.ThrowIfNull(userName);
        ArgumentNullException.ThrowIfNull(groups);
        return grants.Any(grant => grant.IsFor(userName, groups));
    }
}
