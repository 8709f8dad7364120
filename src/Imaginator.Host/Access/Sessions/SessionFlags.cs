using System.Collections.Immutable;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Access.Sessions;

/// <summary>Flags of the sign-in of people with OpenID Connect, and of their sessions.</summary>
internal static class SessionFlags
{
    private const string Group = "Sign-in";

    /// <summary>Empty for no sign-in.</summary>
    public static Flag<string> Issuer { get; } = new(
        "oidcIssuer", FlagTypes.Url, "",
        "Issuer of the OpenID Connect provider with which people sign in to the pages, for example https://login.example.com/. If it is not "
        + "given, people cannot sign in.") { Group = Group };

    public static Flag<string> ClientId { get; } = new(
        "oidcClientId", FlagTypes.Text, "", "Client id of the daemon at the OpenID Connect provider.") { Group = Group };

    public static Flag<string> ClientSecretFile { get; } = new(
        "oidcClientSecretFile", FlagTypes.File, "",
        "File with the client secret of the daemon at the OpenID Connect provider. Only root must be able to read it. If it is not given, the "
        + "daemon is a public client.") { Group = Group };

    public static Flag<string> UserClaim { get; } = new(
        "oidcUserClaim", FlagTypes.Text, "sub",
        "Claim with the user name, for example preferred_username or email. Users must not be able to choose its value at the provider: the "
        + "name has the permissions of a certificate with the same name.") { Group = Group };

    public static Flag<bool> EmailIsVerified { get; } = new(
        "oidcEmailIsVerified", FlagTypes.Boolean, false,
        "With -oidcUserClaim=email: accept addresses about which the provider does not send the claim email_verified. The provider must itself "
        + "verify each address: otherwise, users can choose the names of others.") { Group = Group };

    public static Flag<string> GroupsClaim { get; } = new(
        "oidcGroupsClaim", FlagTypes.Text, "groups", "Claim with the groups of the user.") { Group = Group };

    public static Flag<ImmutableArray<string>> Scopes { get; } = new(
        "oidcScopes", FlagTypes.List, ["profile"],
        "Scopes that the daemon requests in addition to openid, separated by commas; the claims of user and groups can require some.")
    { Group = Group };

    /// <summary>At least a minute.</summary>
    public static Flag<TimeSpan> Lifetime { get; } = new(
        "sessionLifetime", FlagTypes.Duration, TimeSpan.FromHours(12),
        "Time after which a session ends and the user must sign in again, at most 720 h. Use does not extend it.") { Group = Group };

    public static ImmutableArray<Flag> All { get; } =
        [Issuer, ClientId, ClientSecretFile, UserClaim, EmailIsVerified, GroupsClaim, Scopes, Lifetime];
}
