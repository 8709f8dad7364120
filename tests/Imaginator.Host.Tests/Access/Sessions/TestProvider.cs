using System.Collections.Immutable;
using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Imaginator.Host.Tests.Access.Sessions;

/// <summary>
/// An OpenID Connect provider on loopback, with one client. It requires no password: the user is that of the test.
/// </summary>
internal sealed class TestProvider : IAsyncDisposable
{
    public const string ClientId = "imaginator";
    public const string ClientSecret = "of-the-daemon";

    private const string AuthorizationPath = "/connect/authorize";

    private readonly WebApplication _application;

    private TestProvider(WebApplication application) => _application = application;

    public string Issuer => _application.Urls.Single() + "/";

    /// <summary>The claim <c>preferred_username</c> of the user.</summary>
    public string UserName { get; set; } = "ann";

    public ImmutableArray<string> Groups { get; set; } = [];

    /// <summary>The addresses to which browsers were sent back.</summary>
    public List<string> Redirects { get; } = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<TestProvider> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        builder.Services.AddLogging();
        builder.Services.AddRoutingCore();
        builder.Services.AddOpenIddict().AddServer(Configure);
        var application = builder.Build();
        var provider = new TestProvider(application);
        application.UseAuthentication();
        application.MapGet(AuthorizationPath, provider.AuthorizeAsync);
        await application.StartAsync(Token);
        await provider.WarmUpAsync();
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
    }

    // The first answers compile much code, which a real provider has done long before.
    private async Task WarmUpAsync()
    {
        using var handler = new SocketsHttpHandler { UseProxy = false };
        using var client = new HttpClient(handler) { BaseAddress = new Uri(Issuer) };
        await client.GetStringAsync(".well-known/openid-configuration", Token);
        await client.GetStringAsync(".well-known/jwks", Token);
    }

    private static void Configure(OpenIddictServerBuilder options)
    {
        // Without a database: the handlers below know the only client.
        options.EnableDegradedMode();
        options.SetAuthorizationEndpointUris(AuthorizationPath);
        options.SetTokenEndpointUris("/connect/token");
        options.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
        options.RegisterScopes(Scopes.Profile, "groups");
        options.AddEphemeralEncryptionKey().AddEphemeralSigningKey();
        options.UseAspNetCore().EnableAuthorizationEndpointPassthrough().DisableTransportSecurityRequirement();
        options.AddEventHandler<OpenIddictServerEvents.ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
        {
            if (context.ClientId != ClientId)
            {
                context.Reject(Errors.InvalidClient, "unknown client");
            }

            return default;
        }));
        options.AddEventHandler<OpenIddictServerEvents.ValidateTokenRequestContext>(handler => handler.UseInlineHandler(context =>
        {
            if (context.ClientId != ClientId || context.ClientSecret != ClientSecret)
            {
                context.Reject(Errors.InvalidClient, "unknown client");
            }

            return default;
        }));
    }

    private async Task AuthorizeAsync(HttpContext http)
    {
        var request = http.GetOpenIddictServerRequest()!;
        Redirects.Add(request.RedirectUri!);
        var identity = new ClaimsIdentity("test", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, "248289761001");
        identity.SetClaim(Claims.PreferredUsername, UserName);
        identity.SetClaims("groups", Groups);
        identity.SetScopes(request.GetScopes());
        identity.SetDestinations(static _ => [Destinations.IdentityToken]);
        await http.SignInAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, new ClaimsPrincipal(identity));
    }
}
