using System.Collections.Immutable;
using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Access.Sessions;

/// <summary>The sign-in of people with OpenID Connect, and their sessions. Immutable.</summary>
internal sealed record SignInOptions
{
    private static readonly TimeSpan MinimumLifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaximumLifetime = TimeSpan.FromDays(30);

    public required Uri Issuer { get; init; }

    public required string ClientId { get; init; }

    /// <summary>The file with the client secret; null for a public client.</summary>
    public string? ClientSecretFile { get; init; }

    public required string UserClaim { get; init; }

    /// <summary>Whether the provider verifies all e-mail addresses, although it does not say so in a claim.</summary>
    public bool EmailIsVerified { get; init; }

    public required string GroupsClaim { get; init; }

    /// <summary>The scopes besides <c>openid</c>.</summary>
    public ImmutableArray<string> Scopes { get; init; } = [];

    public required TimeSpan Lifetime { get; init; }

    /// <summary>Whether browsers send the cookies over HTTPS only.</summary>
    public required bool IsSecure { get; init; }

    /// <summary>The directory of the keys and the ended sessions.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>Reads the options from the flags; null if people cannot sign in.</summary>
    /// <exception cref="UsageException">A value is missing or invalid.</exception>
    public static SignInOptions? From(FlagValues flags, bool isInsecure)
    {
        if (flags.Get(SessionFlags.Issuer).Length > 0)
        {
            return Read(flags, isInsecure);
        }

        if (flags.IsGiven(SessionFlags.ClientId) || flags.IsGiven(SessionFlags.ClientSecretFile))
        {
            throw new UsageException("-oidcClientId and -oidcClientSecretFile require -oidcIssuer");
        }

        return null;
    }

    private static SignInOptions Read(FlagValues flags, bool isInsecure) => new()
    {
        Issuer = ParseIssuer(flags.Get(SessionFlags.Issuer)),
        ClientId = Require(flags, SessionFlags.ClientId, "name the client id of the daemon at the provider"),
        ClientSecretFile = flags.Get(SessionFlags.ClientSecretFile) is { Length: > 0 } file ? Path.GetFullPath(file) : null,
        UserClaim = Require(flags, SessionFlags.UserClaim, "name the claim with the user name"),
        EmailIsVerified = flags.Get(SessionFlags.EmailIsVerified),
        GroupsClaim = flags.Get(SessionFlags.GroupsClaim),
        Scopes = flags.Get(SessionFlags.Scopes),
        Lifetime = ParseLifetime(flags.Get(SessionFlags.Lifetime)),
        IsSecure = !isInsecure,
        StateDirectory = Path.GetFullPath(flags.Get(SharedFlags.StateDirectory)),
    };

    // Tokens of the provider travel to the issuer's address: only this machine is trusted without TLS.
    private static Uri ParseIssuer(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var issuer)
        && (issuer.Scheme == Uri.UriSchemeHttps || (issuer.Scheme == Uri.UriSchemeHttp && issuer.IsLoopback))
            ? issuer
            : throw new UsageException($"-oidcIssuer: invalid URL \"{text}\"; use an https: URL, or an http: URL of this machine");

    private static string Require(FlagValues flags, Flag<string> flag, string cure) =>
        flags.Get(flag) is { Length: > 0 } value ? value : throw new UsageException($"-oidcIssuer requires -{flag.Name}; {cure}");

    private static TimeSpan ParseLifetime(TimeSpan lifetime) => lifetime >= MinimumLifetime && lifetime <= MaximumLifetime
        ? lifetime
        : throw new UsageException("-sessionLifetime must be from 1 min to 720 h");
}
