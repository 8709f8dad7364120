using System.Security.Cryptography.X509Certificates;
using Imaginator.Host.ImageServing;
using Imaginator.Host.Rpc;
using Imaginator.Host.Rpc.Access;
using Imaginator.Host.Rpc.Limits;
using Imaginator.Host.Rpc.Port;
using Imaginator.Hosting.Flags;
using Imaginator.Protocol.Srpc.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Tests.Rpc;

/// <summary>The daemon's port with the services that a test gives it.</summary>
internal sealed class TestDaemon : IAsyncDisposable
{
    private readonly WebApplication _daemon;

    private TestDaemon(WebApplication daemon) => _daemon = daemon;

    public int Port { get; private init; }

    /// <summary>The image server's port, where there is one.</summary>
    public int ImageServerPort { get; private init; }

    public IServiceProvider Services => _daemon.Services;

    /// <summary>Starts a daemon without certificates.</summary>
    public static Task<TestDaemon> StartInsecureAsync(Action<IServiceCollection>? add = null) =>
        StartAsync(["-insecure"], add);

    public static async Task<TestDaemon> StartAsync(string[] arguments, Action<IServiceCollection>? add = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "imaginator" });
        builder.WebHost.UseKestrelCore();
        builder.Services.AddLogging();
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddRpc(FlagParser.Parse(DaemonFlags.All, ["-portNum=0", .. arguments], []).Values);
        add?.Invoke(builder.Services);
        var daemon = builder.Build();
        daemon.UseRequestLimits();
        daemon.UseImageServing();
        daemon.MapRpcPages(hasTls: !daemon.Services.GetRequiredService<PortOptions>().IsInsecure);
        daemon.MapGet("/", http => http.Response.WriteAsync("hello", http.RequestAborted));
        daemon.MapGet("/who", http =>
        {
            var caller = http.RequestServices.GetRequiredService<WebCallers>().Of(http, "Echo.Private");
            return http.Response.WriteAsync($"{caller.DisplayName} {caller.HasMethodAccess}", http.RequestAborted);
        });
        await daemon.StartAsync(TestContext.Current.CancellationToken);
        return new TestDaemon(daemon)
        {
            Port = new Uri(daemon.Urls.First()).Port,
            ImageServerPort = new Uri(daemon.Urls.Last()).Port,
        };
    }

    public SrpcClient CreateClient(X509Certificate2? certificate = null, bool doNotUsePowers = false) =>
        new("127.0.0.1", Port, new SrpcClientOptions
        {
            GetCertificates = () => certificate is null ? [] : [new ClientCertificate(certificate)],
            DoNotUsePowers = doNotUsePowers,
        });

    public async ValueTask DisposeAsync()
    {
        await _daemon.StopAsync(TestContext.Current.CancellationToken);
        await _daemon.DisposeAsync();
    }
}
