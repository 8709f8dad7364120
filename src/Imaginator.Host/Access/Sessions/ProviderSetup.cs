using Imaginator.Host.Access.Tokens;
using Imaginator.Host.Auditing;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Rpc.Access;
using Imaginator.Linux.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Imaginator.Host.Access.Sessions;

/// <summary>
/// Configures the sign-in with the OpenID Connect provider: authorization code with PKCE, whose answer comes in the query, so that
/// no cookie must be sent with requests of other sites.
/// </summary>
internal sealed class ProviderSetup(
    SignInOptions session,
    ISignInAnswers answers,
    AuditLog audit,
    FailedCredentials failures,
    TimeProvider timeProvider,
    ILogger<ProviderSetup> logger)
    : IConfigureNamedOptions<OpenIdConnectOptions>
{
    private const int MaximumSecretBytes = 4096;
    private const string Channel = "web";
    private const UnixFileMode OfOthers = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;

    /// <summary>The time limit of a request to the provider.</summary>
    private static readonly TimeSpan ProviderTimeout = TimeSpan.FromSeconds(10);

    public void Configure(OpenIdConnectOptions options) => Configure(SessionSchemes.Provider, options);

    public void Configure(string? name, OpenIdConnectOptions options)
    {
        if (name != SessionSchemes.Provider)
        {
            return;
        }

        SetProvider(options);
        SetCookies(options);
        options.Events.OnTicketReceived = AcceptAsync;
        options.Events.OnRemoteFailure = FailAsync;
    }

    private void SetProvider(OpenIdConnectOptions options)
    {
        options.Authority = session.Issuer.AbsoluteUri;
        options.RequireHttpsMetadata = session.Issuer.Scheme == Uri.UriSchemeHttps;
        options.ClientId = session.ClientId;
        options.ClientSecret = ReadSecret();
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.BackchannelTimeout = ProviderTimeout;
        options.TimeProvider = timeProvider;
        options.Scope.Clear();
        options.Scope.Add(OpenIdConnectScope.OpenId);
        foreach (var scope in session.Scopes)
        {
            options.Scope.Add(scope);
        }

        // Claims have the names that the provider gives them. Some providers send groups to the address for user information only.
        options.MapInboundClaims = false;
        options.GetClaimsFromUserInfoEndpoint = true;
        options.ClaimActions.MapJsonKey(session.UserClaim, session.UserClaim);
        options.ClaimActions.MapJsonKey(session.GroupsClaim, session.GroupsClaim);
        options.ClaimActions.MapJsonKey("email_verified", "email_verified");

        // The daemon calls nothing in the name of the user, and forgets the provider's tokens.
        options.SaveTokens = false;
        options.DisableTelemetry = true;
        options.SignInScheme = SessionSchemes.Session;
        options.RemoteSignOutPath = PathString.Empty;
    }

    private void SetCookies(OpenIdConnectOptions options)
    {
        var policy = SessionCookie.SecurePolicyOf(session);
        options.CorrelationCookie.SameSite = SameSiteMode.Lax;
        options.CorrelationCookie.SecurePolicy = policy;
        options.NonceCookie.SameSite = SameSiteMode.Lax;
        options.NonceCookie.SecurePolicy = policy;
    }

    // The session keeps only the name and the groups of the claims.
    private async Task AcceptAsync(TicketReceivedContext context)
    {
        try
        {
            var user = SignedInUser.FromProvider(context.Principal!, session);
            context.Principal = user.ToPrincipal();
            context.Properties!.ExpiresUtc = timeProvider.GetUtcNow() + session.Lifetime;
            context.Properties.IsPersistent = false;
            context.Properties.AllowRefresh = false;
            audit.Allowed(CallOf(context.HttpContext, user.Name));
        }
        catch (ImaginatorException e)
        {
            AccessLog.SignInFailed(logger, session.Issuer.Host, e.Message);
            context.HandleResponse();
            await answers.FailAsync(context.HttpContext, $"signing in failed: {e.Message}");
        }
    }

    private async Task FailAsync(RemoteFailureContext context)
    {
        // Pages of other sites can send a browser to this address with an answer that was not requested.
        if (failures.TryCount(context.HttpContext.Connection.RemoteIpAddress))
        {
            AccessLog.SignInFailed(logger, session.Issuer.Host, context.Failure?.Message ?? "no reason");
        }

        context.HandleResponse();
        await answers.FailAsync(
            context.HttpContext, "signing in failed: the provider's answer was not accepted; try again, and see the daemon log");
    }

    private static AuditedCall CallOf(HttpContext http, string user) => new(
        new Caller
        {
            UserName = user,
            Authentication = AuthenticationKind.Session,
            Address = CallerAddress.Of(http.Connection.RemoteIpAddress, http.Connection.RemotePort),
        },
        AuditActions.SignIn,
        "",
        Channel);

    private string? ReadSecret()
    {
        if (session.ClientSecretFile is not { } path)
        {
            return null;
        }

        try
        {
            if ((File.GetUnixFileMode(path) & OfOthers) != 0)
            {
                AccessLog.NotSecret(logger, path, $"users other than root can read or write it; run chmod 600 {path}");
            }

            return RegularFile.ReadAllText(path, MaximumSecretBytes).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImaginatorException($"cannot read the client secret in \"{path}\": {e.Clause()}", e);
        }
    }
}
