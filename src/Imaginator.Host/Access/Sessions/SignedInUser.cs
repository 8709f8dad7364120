using System.Collections.Immutable;
using System.Security.Claims;
using System.Security.Cryptography;
using Imaginator.Host.Access.Tokens;
using Imaginator.Host.Queue.Requests;
using Imaginator.Hosting.Configuration;

namespace Imaginator.Host.Access.Sessions;

/// <summary>
/// The user of a session, and its claims in the cookie: the name, the groups and a random id, and nothing else that the provider says.
/// Immutable.
/// </summary>
internal sealed record SignedInUser(string Name, ImmutableHashSet<string> Groups, string SessionId)
{
    private const string NameClaim = "name";
    private const string GroupClaim = "group";
    private const string SessionClaim = "sid";
    private const string EmailClaim = "email";
    private const string VerifiedClaim = "email_verified";
    private const int SessionIdBytes = 16;
    private const int MaximumNameLength = 200;
    private const int MaximumGroups = 500;

    // Names that stand for others: all users, the daemon, and callers without a name.
    private static readonly ImmutableArray<string> Reserved =
        [StreamRoleGrant.Everyone, Caller.Daemon.DisplayName, new Caller().DisplayName];

    // Browsers send the cookie with each request, and the headers of a request are limited.
    private const int MaximumGroupsLength = 8 * 1024;

    /// <summary>Reads the user from the claims of the provider, and begins a session.</summary>
    /// <exception cref="ImaginatorException">The claims do not name a user, or the name is not accepted.</exception>
    public static SignedInUser FromProvider(ClaimsPrincipal claims, SignInOptions options)
    {
        ArgumentNullException.ThrowIfNull(claims);
        ArgumentNullException.ThrowIfNull(options);
        var names = claims.FindAll(options.UserClaim).Select(claim => claim.Value).Distinct(StringComparer.Ordinal).ToArray();
        if (names is not [var name])
        {
            throw new ImaginatorException(names.Length == 0
                ? $"the provider does not send the claim \"{options.UserClaim}\"; set -oidcUserClaim, or request its scope with -oidcScopes"
                : $"the provider sends different values of the claim \"{options.UserClaim}\"");
        }

        if (!IsName(name) || name.StartsWith(AccessToken.UserPrefix, StringComparison.Ordinal) || Reserved.Contains(name))
        {
            throw new ImaginatorException($"the value of the claim \"{options.UserClaim}\" is not accepted as a user name");
        }

        if (options.UserClaim == EmailClaim
            && claims.FindAll(VerifiedClaim).Any(claim => !claim.Value.Equals("true", StringComparison.OrdinalIgnoreCase)))
        {
            throw new ImaginatorException("the provider has not verified the e-mail address");
        }

        var groups = claims.FindAll(options.GroupsClaim).Select(claim => claim.Value).Where(IsName)
            .ToImmutableHashSet(StringComparer.Ordinal);
        return groups.Count <= MaximumGroups && groups.Sum(group => group.Length) <= MaximumGroupsLength
            ? new SignedInUser(name, groups, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SessionIdBytes)))
            : throw new ImaginatorException(
                $"the provider sends {groups.Count} groups, which are too many for a session; limit the claim \"{options.GroupsClaim}\" "
                + "to the groups that the daemon uses");
    }

    /// <summary>Reads the user from the cookie of a session; null if it is not one.</summary>
    public static SignedInUser? FromSession(ClaimsPrincipal? principal) =>
        principal?.Identity is ClaimsIdentity { IsAuthenticated: true, AuthenticationType: SessionSchemes.Session } identity
        && identity.FindFirst(NameClaim)?.Value is { Length: > 0 } name
        && identity.FindFirst(SessionClaim)?.Value is { Length: > 0 } session
            ? new SignedInUser(
                name,
                identity.FindAll(GroupClaim).Select(claim => claim.Value).ToImmutableHashSet(StringComparer.Ordinal),
                session)
            : null;

    /// <summary>The claims of the session.</summary>
    public ClaimsPrincipal ToPrincipal() => new(new ClaimsIdentity(
        [
            new Claim(NameClaim, Name),
            .. Groups.Select(group => new Claim(GroupClaim, group)),
            new Claim(SessionClaim, SessionId),
        ],
        SessionSchemes.Session,
        NameClaim,
        GroupClaim));

    private static bool IsName(string text) =>
        text.Length is > 0 and <= MaximumNameLength && text == text.Trim() && !text.Any(char.IsControl);
}
