using Imaginator.Host.Auditing;
using Imaginator.Host.Rpc.Access;
using Imaginator.ImageServing;
using Imaginator.ImageServing.Answers;
using Imaginator.ImageServing.Archives;
using Imaginator.ImageServing.Configuration;
using Imaginator.ImageStores;
using Imaginator.Plugins.ImageServer;
using Imaginator.Plugins.LocalStore;
using Imaginator.Protocol.Srpc.Server;
using Imaginator.Protocol.Tests.Srpc;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Benchmarks;

/// <summary>A store in a directory, and the same store served on a loopback socket.</summary>
internal sealed class ImageServingHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly SrpcTestHost _host;

    private ImageServingHost(ServiceProvider services, IImageStore store, SrpcTestHost host, IImageStore remote)
    {
        _services = services;
        _host = host;
        Store = store;
        Remote = remote;
    }

    /// <summary>The store itself.</summary>
    public IImageStore Store { get; }

    /// <summary>The store as an image server.</summary>
    public IImageStore Remote { get; }

    public static async Task<ImageServingHost> StartAsync(string directory)
    {
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton(TimeProvider.System);
        var configuration = new ConfigurationBuilder().Build();
        new LocalStorePlugin().Register(services, configuration);
        new ImageServerPlugin().Register(services, configuration);
        var provider = services.BuildServiceProvider();
        var store = await OpenAsync(provider, $"local://{directory}");
        var served = (IServableStore)store;
        var host = new SrpcTestHost(
            new SrpcServerOptions(),
            ImageServerService.Create(
                served, new ImageServingOptions(), new TreeSlots(TreeSlots.DefaultCount, directory, NullLogger.Instance),
                new ArchiveSecret(default), TimeProvider.System,
                new RpcAudit(new AuditLog(NullLoggerFactory.Instance)), NullLogger.Instance),
            ObjectServerService.Create(served, new ImageServingOptions(), TimeProvider.System, NullLogger.Instance));
        return new ImageServingHost(
            provider, store, host, await OpenAsync(provider, $"imageserver://127.0.0.1:{host.Port}"));
    }

    public async ValueTask DisposeAsync()
    {
        await Remote.DisposeAsync();
        await _host.DisposeAsync();
        await Store.DisposeAsync();
        await _services.DisposeAsync();
    }

    private static Task<IImageStore> OpenAsync(ServiceProvider services, string url) =>
        services.GetServices<IUploader>()
            .Single(provider => provider.Schemes.Contains(url[..url.IndexOf(':', StringComparison.Ordinal)]))
            .OpenAsync(url, CancellationToken.None);
}
