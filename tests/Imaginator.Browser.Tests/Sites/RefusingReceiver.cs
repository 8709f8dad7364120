using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Browser.Tests.Sites;

/// <summary>A receiver of webhooks on loopback that refuses all messages with a text.</summary>
internal sealed class RefusingReceiver : IAsyncDisposable
{
    private readonly WebApplication _application;

    private RefusingReceiver(WebApplication application) => _application = application;

    /// <summary>The address of the receiver.</summary>
    public string Address => _application.Urls.Single() + "/";

    public static async Task<RefusingReceiver> StartAsync(string text)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        builder.Services.AddLogging();
        var application = builder.Build();
        application.Use((HttpContext http, RequestDelegate _) =>
        {
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            http.Response.ContentType = "text/plain";
            return http.Response.WriteAsync(text, http.RequestAborted);
        });
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new RefusingReceiver(application);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
    }
}
