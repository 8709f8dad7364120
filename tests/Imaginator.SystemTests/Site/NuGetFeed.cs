using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Imaginator.SystemTests.Site;

/// <summary>A NuGet feed on loopback with packages of one plugin.</summary>
internal sealed class NuGetFeed : IAsyncDisposable
{
    private const string Id = "Example.Good";
    private const string Plugin = "GoodPlugin";

    private readonly WebApplication _application;
    private readonly ConcurrentDictionary<string, byte[]> _packages = new(StringComparer.Ordinal);

    private NuGetFeed(WebApplication application) => _application = application;

    public string Url => Base + "/v3/index.json";

    private string Base => _application.Urls.Single();

    public static async Task<NuGetFeed> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        var feed = new NuGetFeed(builder.Build());
        feed._application.Run(feed.AnswerAsync);
        await feed._application.StartAsync(TestContext.Current.CancellationToken);
        return feed;
    }

    /// <summary>Adds a version of the package.</summary>
    public void Add(string version)
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(archive, $"{Id}.nuspec", Encoding.UTF8.GetBytes(
                $"""
                <?xml version="1.0" encoding="utf-8"?>
                <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
                  <metadata>
                    <id>{Id}</id>
                    <version>{version}</version>
                    <authors>tests</authors>
                    <description>A plugin for tests.</description>
                    <packageTypes><packageType name="ImaginatorPlugin" /></packageTypes>
                  </metadata>
                </package>
                """));
            foreach (var file in TestPlugins.FilesOf(Plugin))
            {
                Add(archive, $"plugin/{Plugin}/{Path.GetFileName(file)}", File.ReadAllBytes(file));
            }
        }

        _packages[version] = memory.ToArray();
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private static void Add(ZipArchive archive, string name, byte[] contents)
    {
        using var stream = archive.CreateEntry(name).Open();
        stream.Write(contents);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        const string Flat = "/flat/example.good";
        var path = context.Request.Path.Value!;
        var version = _packages.Keys.FirstOrDefault(known => path == $"{Flat}/{known}/example.good.{known}.nupkg");
        if (path == "/v3/index.json")
        {
            await context.Response.WriteAsync(
                $$"""{"version": "3.0.0", "resources": [{"@id": "{{Base}}/flat/", "@type": "PackageBaseAddress/3.0.0"}]}""",
                context.RequestAborted);
        }
        else if (path == $"{Flat}/index.json")
        {
            var versions = string.Join(", ", _packages.Keys.Order(StringComparer.Ordinal).Select(known => $"\"{known}\""));
            await context.Response.WriteAsync($$"""{"versions": [{{versions}}]}""", context.RequestAborted);
        }
        else if (version is not null)
        {
            await context.Response.Body.WriteAsync(_packages[version], context.RequestAborted);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }
}
