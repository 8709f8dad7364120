using System.Security.Cryptography.X509Certificates;
using Imaginator.ImageServing.Answers;
using Imaginator.ImageServing.Archives;
using Imaginator.ImageServing.Configuration;
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

namespace Imaginator.ImageServing.Tests;

/// <summary>A store in a temporary directory, served on a socket.</summary>
internal sealed class ServingHost : IAsyncDisposable
{
    private readonly string _directory;
    private readonly ServiceProvider _services;
    private readonly ServiceProvider _clients;
    private readonly TimeProvider _time;
    private readonly SrpcTestHost _host;

    private ServingHost(
        string parent, TimeProvider? time, ImageServingOptions options, SrpcServerTls? tls, ISrpcAudit audit,
        Func<IServableStore, IServableStore>? wrap = null, int trees = 4)
    {
        _directory = Directory.CreateDirectory(Path.Combine(parent, $"imaginator-serving-{Guid.NewGuid():N}")).FullName;
        _time = time ?? TimeProvider.System;
        _services = CreatePlugins(_time);
        _clients = CreatePlugins(new FastTime());
        Store = (IServableStore)Open();
        var served = wrap?.Invoke(Store) ?? Store;
        Slots = new TreeSlots(trees, _directory, NullLogger.Instance);
        Services =
        [
            ImageServerService.Create(served, options, Slots, new ArchiveSecret(new byte[] { 1, 2, 3 }), _time, audit, NullLogger.Instance),
            ObjectServerService.Create(served, options, _time, NullLogger.Instance),
        ];
        _host = new SrpcTestHost(new SrpcServerOptions { GetTls = () => tls, OnDenied = audit.Denied, TimeProvider = _time }, [.. Services]);
    }

    public IServableStore Store { get; }

    public TreeSlots Slots { get; }

    /// <summary>What is served.</summary>
    public IReadOnlyList<SrpcService> Services { get; }

    public string Url => "local://" + _directory;

    public int Port => _host.Port;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts one in memory: what is tested is not how fast a disk is flushed.</summary>
    public static ServingHost Start(
        TimeProvider? time = null, ImageServingOptions? options = null, SrpcServerTls? tls = null,
        ISrpcAudit? audit = null) =>
        new(
            Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), time, options ?? new ImageServingOptions(),
            tls, audit ?? new IgnoredAudit());

    /// <summary>Starts one that has few trees in memory at once, and reads images through something.</summary>
    public static ServingHost Start(int trees, Func<IServableStore, IServableStore> wrap) =>
        new(
            Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), null, new ImageServingOptions(), null,
            new IgnoredAudit(), wrap, trees);

    /// <summary>Starts one in a directory.</summary>
    public static ServingHost StartIn(string parent) => new(parent, null, new ImageServingOptions(), null, new IgnoredAudit());

    public SrpcClient CreateClient(params X509Certificate2[] certificates) => _host.CreateClient(certificates);

    /// <summary>The store once more, as another process would open it.</summary>
    public IImageStore Open() =>
        GetProvider(_services, "local").OpenAsync(Url, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>Our own client of image servers, which waits only briefly before it tries something again.</summary>
    public Task<IImageStore> ConnectAsync(int? port = null) =>
        GetProvider(_clients, "imageserver").OpenAsync($"imageserver://127.0.0.1:{port ?? Port}", Token);

    /// <summary>What a check of the whole store finds.</summary>
    public async Task<StoreCheckReport> CheckAsync() =>
        await ((IStoreMaintenance)Store).CheckAsync(repair: false, null, Token);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Slots.Dispose();
        await Store.DisposeAsync();
        await _services.DisposeAsync();
        await _clients.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static ServiceProvider CreatePlugins(TimeProvider time)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("collectionInterval", "8000h"), new("retryTimeout", "0")]).Build();
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
