using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Tests.Configuration;

/// <summary>A web server with image streams, on loopback.</summary>
internal sealed class StreamsServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private StreamsServer(WebApplication application) => _application = application;

    public int Port => new Uri(Url).Port;

    public string Url => _application.Urls.Single() + "/streams.json";

    public string Contents { get; set; } = "{}";

    /// <summary>The version that the server gives out; null for none.</summary>
    public string? EntityTag { get; set; }

    /// <summary>Completes before anything is answered.</summary>
    public Task Delay { get; set; } = Task.CompletedTask;

    /// <summary>What was answered, with the credentials it was asked with.</summary>
    public ConcurrentQueue<(int Status, string? Authorization)> Answers { get; } = new();

    public static async Task<StreamsServer> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, port));
        var server = new StreamsServer(builder.Build());
        server._application.Run(server.AnswerAsync);
        await server._application.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        await Delay;
        if (EntityTag is { } tag)
        {
            context.Response.Headers.ETag = tag;
            context.Response.StatusCode = context.Request.Headers.IfNoneMatch == tag
                ? StatusCodes.Status304NotModified : StatusCodes.Status200OK;
        }

        Answers.Enqueue((context.Response.StatusCode, context.Request.Headers.Authorization));
        if (context.Response.StatusCode == StatusCodes.Status200OK)
        {
            await context.Response.WriteAsync(Contents, context.RequestAborted);
        }
    }
}
