using Imaginator.Building.Streams;
using Imaginator.Host.Queue.Requests;
using Imaginator.Hosting.Configuration;

namespace Imaginator.Host.Access;

/// <summary>
/// The permissions of callers, from the roles of the configuration, the builders of the streams and the scopes of tokens.
/// Thread-safe: each decision uses the configuration that is active at that time, null for none.
/// </summary>
internal sealed class Permissions(Func<ImaginatorConfiguration?> configuration, ReadPolicy reads)
{
    /// <summary>The limits of readers without a role.</summary>
    public ReadPolicy Reads => reads;

    /// <summary>
    /// The role of a caller for a stream, which does not have to exist. A caller with access to the method that it calls has all roles: identify
    /// the caller for the method in question.
    /// </summary>
    public StreamRole RoleOf(Caller caller, string streamName)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(streamName);
        return RoleOf(caller, streamName, Find(streamName));
    }

    /// <summary>The role of a caller for a stream of the configuration.</summary>
    public StreamRole RoleOf(Caller caller, StreamDefinition stream)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(stream);
        return RoleOf(caller, stream.Name, stream as ImageStream);
    }

    /// <summary>Whether a caller may read pages and the API: at least those about some streams.</summary>
    public bool MayRead(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return MayReadAll(caller) || caller.Scope is { Role: >= StreamRole.View } || IsMember(caller);
    }

    /// <summary>Whether a caller may read everything. Others may read pages and answers about streams with <see cref="MayView"/>.</summary>
    public bool MayReadAll(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);

        // Without certificates, anonymous callers have access to all methods, and may be shown less.
        var isIdentified = caller.IsDaemon || caller.Authentication != AuthenticationKind.None;
        return (isIdentified && caller.HasMethodAccess)
            || DefaultRoleOf(caller) >= StreamRole.View
            || SiteRoleOf(caller) >= StreamRole.View;
    }

    /// <summary>Whether a caller may see a stream, its builds, their logs and its images.</summary>
    public bool MayView(Caller caller, string streamName) => RoleOf(caller, streamName) >= StreamRole.View;

    /// <summary>The role of a caller for all streams. To manage all streams permits the actions of the whole site.</summary>
    public StreamRole SiteRoleOf(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Scope is { } scope ? (scope.IsSite ? scope.Role : StreamRole.None) : ConfiguredRoleOf(caller, "");
    }

    /// <summary>
    /// Whether a caller can make tokens for an entry of a scope, and see and revoke them. Tokens cannot: a stolen one would live on in
    /// others.
    /// </summary>
    public bool MayGrant(Caller caller, string entry)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(entry);

        // A directory ends with a slash, and the root is the slash alone.
        return caller.Scope is null
            && (caller.HasMethodAccess || ConfiguredRoleOf(caller, entry.TrimEnd('/')) == StreamRole.Manage);
    }

    private StreamRole RoleOf(Caller caller, string name, ImageStream? stream)
    {
        if (caller.HasMethodAccess)
        {
            return StreamRole.Manage;
        }

        var role = DefaultRoleOf(caller);
        if (caller.Scope is { } scope)
        {
            return Higher(role, scope.Includes(name) ? scope.Role : StreamRole.None);
        }

        if (stream is not null && IsBuilder(caller, stream))
        {
            role = Higher(role, StreamRole.Build);
        }

        return Higher(role, ConfiguredRoleOf(caller, name));
    }

    private StreamRole ConfiguredRoleOf(Caller caller, string name) =>
        configuration()?.Main.StreamRoles.RoleOf(caller.UserName, caller.Groups, name) ?? StreamRole.None;

    private StreamRole DefaultRoleOf(Caller caller) =>
        reads.Anonymous == AnonymousReads.All
        || (reads.Members == MemberReads.All && caller.Authentication is AuthenticationKind.Certificate or AuthenticationKind.Session)
            ? StreamRole.View
            : StreamRole.None;

    // Whether some stream can be visible: which ones, their pages decide.
    private bool IsMember(Caller caller) =>
        caller is { Scope: null, UserName.Length: > 0 }
        && configuration() is { } current
        && (current.Main.StreamRoles.HasRole(caller.UserName, caller.Groups)
            || current.ImageStreams.Streams.Any(stream => IsBuilder(caller, stream))
            || current.ImageStreams.PatternDefinitions.Any(pattern => IsBuilder(caller, pattern)));

    private ImageStream? Find(string name)
    {
        try
        {
            return configuration()?.Catalog.Find(name) as ImageStream;
        }
        catch (ImaginatorException)
        {
            // Two patterns match the name: it belongs to neither, and cannot be built.
            return null;
        }
    }

    private static bool IsBuilder(Caller caller, ImageStream stream) =>
        caller.UserName.Length > 0
        && (stream.BuilderUsers.Contains(caller.UserName) || stream.BuilderGroups.Any(caller.Groups.Contains));

    private static StreamRole Higher(StreamRole left, StreamRole right) => left > right ? left : right;
}
