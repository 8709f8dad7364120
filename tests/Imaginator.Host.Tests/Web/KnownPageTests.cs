using Imaginator.Browser.Tests.Pages;
using Imaginator.Host.Tests.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Imaginator.Host.Tests.Web;

/// <summary>The pages that Imaginator.Browser.Tests opens are those of the program.</summary>
public sealed class KnownPageTests
{
    private const string Api = "/api/v1/";
    private const string Reference = Api + "reference";

    [Fact]
    public async Task Browser_OpensThePagesOfAllRoutes()
    {
        var files = new ConfigurationSite();
        files.WriteStreams("base");
        await using var site = await WebSite.StartAsync(files, "-insecure", "-oidcIssuer=http://127.0.0.1:1/", "-oidcClientId=x");

        var routes = site.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is not { } methods
                || methods.HttpMethods.Contains(HttpMethods.Get))
            .Select(endpoint => endpoint.RoutePattern.RawText!)
            .Where(route => !route.StartsWith(Api, StringComparison.Ordinal) || route == Reference)
            .ToHashSet(StringComparer.Ordinal);

        Assert.Equal(
            KnownPages.All.Select(page => page.Route).Concat(KnownPages.Others).Distinct().Order(StringComparer.Ordinal),
            routes.Order(StringComparer.Ordinal));
    }
}
