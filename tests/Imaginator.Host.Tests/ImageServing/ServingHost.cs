using System.Security.Cryptography.X509Certificates;
using Imaginator.Host.Auditing;
using Imaginator.Host.ImageServing;
using Imaginator.Host.ImageServing.Answers;
using Imaginator.Host.Rpc.Access;
using Imaginator.ImageStores;
using Imaginator.ImageStores.Maintenance;
using Imaginator.Plugins.ImageServer;
using Imaginator.Plugins.LocalStore;
using Imaginator.Protocol.Srpc.Client;
using Imaginator.Protocol.Srpc.Server;
using Imaginator.Protocol.Tests.Srpc;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Host.Tests.ImageServing;

/// <summary>A store in a temporary directory, served on a socket.</summary>
internal sealed class ServingHost : IAsyncDisposable
{
    private readonly string _directory;
    private readonly ServiceProvider _services;
    private readonly ServiceProvider _clients;
    private readonly TimeProvider _time;
    private readonly SrpcTestHost _host;

    private ServingHost(
        string parent, TimeProvider? time, ImageServingOptions options, SrpcServerTls? tls, ILoggerFactory loggers,
        Func<IImageStore, IImageStore>? wrap = null, int trees = 4)
    {
        _directory = Directory.CreateDirectory(Path.Combine(parent, $"imaginator-serving-{Guid.NewGuid():N}")).FullName;
        _time = time ?? TimeProvider.System;
        _services = CreatePlugins(_time);
        _clients = CreatePlugins(new HastyTime());
        Server = Open();
        Store = ServedStore.Of(Server, Url).Store;
        var served = new ServedStore(wrap?.Invoke(Server) ?? Server, Store);
        Places = new TreePlaces(trees, _directory, NullLogger.Instance);
        var audit = new RpcAudit(new AuditLog(loggers));
        Services =
        [
            ImageServerService.Create(served, options, Places, new byte[] { 1, 2, 3 }, _time, audit, NullLogger.Instance),
            ObjectServerService.Create(served, options, _time, NullLogger.Instance),
        ];
        _host = new SrpcTestHost(new SrpcServerOptions { GetTls = () => tls, OnDenied = audit.Denied, TimeProvider = _time }, [.. Services]);
    }

    public IImageStore Server { get; }

    public IServableStore Store { get; }

    public TreePlaces Places { get; }

    /// <summary>What is served.</summary>
    public IReadOnlyList<SrpcService> Services { get; }

    public string Url => "local://" + _directory;

    public int Port => _host.Port;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts one in memory: what is tested is not how fast a disk is flushed.</summary>
    public static ServingHost Start(
        TimeProvider? time = null, ImageServingOptions? options = null, SrpcServerTls? tls = null,
        ILoggerFactory? loggers = null) =>
        new(
            Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), time, options ?? new ImageServingOptions(),
            tls, loggers ?? NullLoggerFactory.Instance);

    /// <summary>Starts one that has few trees in memory at once, and reads images through something.</summary>
    public static ServingHost Start(int trees, Func<IImageStore, IImageStore> wrap) =>
        new(
            Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), null, new ImageServingOptions(), null,
            NullLoggerFactory.Instance, wrap, trees);

    /// <summary>Starts one in a directory.</summary>
    public static ServingHost StartIn(string parent) => new(parent, null, new ImageServingOptions(), null, NullLoggerFactory.Instance);

    public SrpcClient CreateClient(params X509Certificate2[] certificates) => _host.CreateClient(certificates);

    /// <summary>The store once more, as another process would open it.</summary>
    public IImageStore Open() =>
        GetProvider(_services, "local").OpenAsync(Url, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Our own client of image servers, which waits only briefly before it tries something again.</summary>
    public Task<IImageStore> ConnectAsync(int? port = null) =>
        GetProvider(_clients, "imageserver").OpenAsync($"imageserver://127.0.0.1:{port ?? Port}", Token);

    /// <summary>What a check of the whole store finds.</summary>
    public async Task<StoreCheckReport> CheckAsync() =>
        await ((IStoreMaintenance)Server).CheckAsync(repair: false, null, Token);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Places.Dispose();
        await Server.DisposeAsync();
        await _services.DisposeAsync();
        await _clients.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static ServiceProvider CreatePlugins(TimeProvider time)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("collectionInterval", "8000h")]).Build();
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton(time);
        new LocalStorePlugin().Register(services, configuration);
        new ImageServerPlugin().Register(services, configuration);
        return services.BuildServiceProvider();
    }

    private static IUploader GetProvider(ServiceProvider services, string scheme) =>
        services.GetServices<IUploader>().Single(provider => provider.Schemes.Contains(scheme));
}
