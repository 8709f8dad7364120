using System.Text;
using Imaginator.Host.Web.Console;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Web.Console;

/// <summary>Renders pages without a port.</summary>
internal static class RenderedPage
{
    public static DateTimeOffset Now { get; } = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The markup of a page.</summary>
    public static async Task<string> OfAsync(IResult page, Visitor? visitor = null, Action<HttpContext>? prepare = null)
    {
        await using var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(new FakeTimeProvider(Now))
            .AddSingleton<IVisitors>(new OneVisitor(visitor ?? Visitor.Anonymous))
            .BuildServiceProvider();
        using var body = new MemoryStream();
        var http = new DefaultHttpContext { RequestServices = services };
        http.Response.Body = body;
        prepare?.Invoke(http);
        await page.ExecuteAsync(http);
        return Encoding.UTF8.GetString(body.ToArray());
    }

    private sealed class OneVisitor(Visitor visitor) : IVisitors
    {
        public Visitor Of(HttpContext http) => visitor;
    }
}
