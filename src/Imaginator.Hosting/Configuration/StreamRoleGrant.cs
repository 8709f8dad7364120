using System.Collections.Immutable;

namespace Imaginator.Hosting.Configuration;

/// <summary>
/// A role for the streams of a directory: the directory and everything below it, or a single stream. The root is empty. The user
/// <c>*</c> stands for all users.
/// </summary>
public sealed record StreamRoleGrant(
    string Directory, StreamRole Role, ImmutableHashSet<string> Users, ImmutableHashSet<string> Groups)
{
    /// <summary>The name that stands for all users.</summary>
    public const string Everyone = "*";

    /// <summary>Whether the grant is for a user or one of the groups. Anonymous callers have no name.</summary>
    internal bool IsFor(string userName, ImmutableHashSet<string> groups) =>
        userName.Length > 0 && (Users.Contains(userName) || Users.Contains(Everyone) || Groups.Overlaps(groups));

    /// <summary>Whether the grant is for a stream, or for all streams of a directory.</summary>
    internal bool Includes(string name) =>
        Directory.Length == 0
        || name == Directory
        || (name.Length > Directory.Length && name[Directory.Length] == '/' && name.StartsWith(Directory, StringComparison.Ordinal));
}
