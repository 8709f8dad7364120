using System.Net;
using System.Security.Cryptography.X509Certificates;
using Imaginator.Building.Builds;
using Imaginator.Building.Events;
using Imaginator.Building.Streams;
using Imaginator.Host.Access.Proxies;
using Imaginator.Host.Auditing;
using Imaginator.Host.Builds;
using Imaginator.Host.Configuration;
using Imaginator.Host.Dependencies;
using Imaginator.Host.History;
using Imaginator.Host.History.Records;
using Imaginator.Host.Observability.Logging;
using Imaginator.Host.Observability.Metrics;
using Imaginator.Host.Notifications;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Admission;
using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Queue.Running;
using Imaginator.Host.Queue.Space;
using Imaginator.Host.Rpc;
using Imaginator.Host.Rpc.Port;
using Imaginator.Host.Schedule;
using Imaginator.Host.Tests.Auditing;
using Imaginator.Host.Tests.Configuration;
using Imaginator.Host.Tests.Queue;
using Imaginator.Host.Web;
using Imaginator.Host.Web.Console.Images;
using Imaginator.Host.Web.Entry;
using Imaginator.Host.Workers;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Plugins;
using Imaginator.ImageStores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Web;

/// <summary>
/// The pages and the API on a port of loopback, with a real queue, history and configuration; what builds do is up to the
/// test.
/// </summary>
internal sealed class WebSite : IAsyncDisposable
{
    private readonly ConfigurationSite _configuration;
    private readonly WebApplication _application;

    private WebSite(ConfigurationSite configuration, WebApplication application)
    {
        _configuration = configuration;
        _application = application;
        Port = new Uri(application.Urls.First()).Port;
        Client = CreateClient(Uri.UriSchemeHttp);
    }

    public int Port { get; }

    public HttpClient Client { get; }

    public FakeTimeProvider Time => _configuration.Time;

    public ConfigurationSite Files => _configuration;

    public BuildQueue Queue => Get<BuildQueue>();

    public ScriptedRunner Runner => (ScriptedRunner)Get<IBuildRunner>();

    public BuildHistory History => Get<BuildHistory>();

    public StartGate Starts => Get<StartGate>();

    public LiveConfiguration Configuration => Get<LiveConfiguration>();

    public RecentLogLines DaemonLog => Get<RecentLogLines>();

    public StoredLogs Images => (StoredLogs)Get<IImageStore>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts with streams of these names.</summary>
    public static async Task<WebSite> StartAsync(params string[] streams)
    {
        var files = new ConfigurationSite();
        files.WriteStreams(streams);
        return await StartAsync(files);
    }

    /// <summary>Starts with the configuration that is written.</summary>
    /// <param name="files">The configuration.</param>
    /// <param name="portFlags">The flags of the port; none for one without certificates.</param>
    public static Task<WebSite> StartAsync(ConfigurationSite files, params string[] portFlags) =>
        StartAsync(files, new StoredLogs(), portFlags);

    /// <summary>Starts with the configuration that is written, and an image store.</summary>
    /// <param name="files">The configuration.</param>
    /// <param name="store">The image store.</param>
    /// <param name="portFlags">The flags of the port; none for one without certificates.</param>
    public static async Task<WebSite> StartAsync(ConfigurationSite files, IImageStore store, params string[] portFlags)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        var flags = FlagParser.Parse(
            DaemonFlags.All,
            ["-portNum=0", $"-stateDir={files.PathOf("state")}", .. portFlags.Length == 0 ? ["-insecure"] : portFlags],
            []).Values;
        builder.Services.AddRpc(flags);
        builder.Services.AddEntry(flags, PortOptions.From(flags).IsInsecure);
        Directory.CreateDirectory(files.PathOf("state"));
        builder.Services.AddAuditFiles(files.PathOf("state"), text => text);
        Directory.CreateDirectory(files.PathOf("queue"));
        var audit = new AuditRecord();
        builder.Services.AddSingleton(audit);
        builder.Services.AddSingleton<ILoggerFactory>(new LoggerFactory([audit]));
        builder.Services.AddLogging();
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<TimeProvider>(files.Time);
        var configuration = await files.StartAsync();
        builder.Services.AddSingleton(configuration);
        builder.Services.AddSingleton<IStreamCatalog>(configuration);
        builder.Services.AddSingleton(new RecentLogLines(1000));
        builder.Services.AddSingleton(new PluginSet
        {
            Loaded = [new LoadedPlugin("Deb", "1.2.3", "packages", "/usr/lib/imaginator/plugins/Deb/Deb.dll", ["packager deb"])],
            Failed = [new FailedPlugin("Broken", "/usr/lib/imaginator/plugins/Broken", "no <assembly>") { Version = "0.9.0" }],
        });
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton(services => new StoreScrubbing(
            services.GetRequiredService<IImageStore>(), flags, files.Time, NullLogger<StoreScrubbing>.Instance));
        builder.Services.AddHostedService(services => services.GetRequiredService<StoreScrubbing>());
        builder.Services.AddSingleton<StartGate>();
        builder.Services.AddSingleton<IBuildListener>(services => services.GetRequiredService<StartGate>());
        builder.Services.AddBuildHistory(new HistoryOptions
        {
            HistoryPath = files.PathOf("history.sqlite"),
            LogDirectory = files.PathOf("logs"),
            LogQuota = 1 << 20,
        });
        builder.Services.AddBuildQueue(
            new QueueOptions { Directory = files.PathOf("queue"), MaximumConcurrentBuilds = 8 },
            new SpaceOptions { Directories = [files.PathOf("queue")], Minimum = 0, IsExplicit = true });
        builder.Services.AddSingleton<IBuildRunner>(new ScriptedRunner());
        builder.Services.AddSingleton<IAutoRebuilds>(new CountedRebuilds());
        builder.Services.AddSingleton<IWorkerAdministration>(new KnownWorkers());
        builder.Services.AddSingleton<IStreamDependencies>(new KnownDependencies());
        builder.Services.AddAuditing();
        builder.Services.AddBuildAdmission(BuildBounds.From(flags));
        builder.Services.AddBuilds();
        builder.Services.AddNotifications(flags);
        builder.Services.AddWeb(new ImageLinks("images.example", 6971));
        var application = builder.Build();
        application.UseProxies(ProxyOptions.From(flags));
        application.MapWeb();
        await application.StartAsync(Token);
        return new WebSite(files, application);
    }

    /// <summary>What the audit log says.</summary>
    public IEnumerable<string> Audit => Get<AuditRecord>().Lines.Entries.Select(entry => entry.Message);

    public CountedRebuilds Rebuilds => (CountedRebuilds)Get<IAutoRebuilds>();

    public KnownWorkers Workers => (KnownWorkers)Get<IWorkerAdministration>();

    public KnownDependencies Dependencies => (KnownDependencies)Get<IStreamDependencies>();

    /// <summary>A client, with a certificate or without; the caller disposes of it.</summary>
    public HttpClient CreateClient(string scheme, X509Certificate2? certificate = null)
    {
        var handler = new HttpClientHandler
        {
            AllowAutoRedirect = false,
            ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
        };
        if (certificate is not null)
        {
            handler.ClientCertificates.Add(certificate);
        }

        return new HttpClient(handler) { BaseAddress = new Uri($"{scheme}://127.0.0.1:{Port}") };
    }

    public T Get<T>()
        where T : notnull => _application.Services.GetRequiredService<T>();

    /// <summary>The body of a page that must be there.</summary>
    public async Task<string> GetAsync(string address)
    {
        using var response = await Client.GetAsync(address, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(Token);
    }

    /// <summary>Submits a build, whose script is set already or which waits to be released.</summary>
    public IBuildSubscription Submit(string stream, string user = "alice")
    {
        // Ids grow with time.
        Time.Advance(TimeSpan.FromMilliseconds(1));
        return Queue.Submit(new QueuedRequest(
            new BuildRequest { StreamName = stream }, BuildReason.Request, new Caller { UserName = user, Address = "127.0.0.1:1" }));
    }

    /// <summary>Runs a build to its end.</summary>
    /// <returns>Its id.</returns>
    public async Task<BuildId> BuildAsync(string stream, string log = "log\n", string? error = null, string user = "alice")
    {
        Runner.Script(stream, (run, _) =>
        {
            run.Observer.OnEvent(new StageStarted(stream, BuildStage.Scripts));
            run.Observer.OnOutput(stream, System.Text.Encoding.UTF8.GetBytes(log));
            if (error is not null)
            {
                throw new BuildFailedException(stream, BuildStage.Scripts, error);
            }

            run.Observer.OnEvent(new StageFinished(stream, BuildStage.Scripts, TimeSpan.FromSeconds(3), "ran <two> scripts"));
            return Task.CompletedTask;
        });
        using var subscription = Submit(stream, user);
        await subscription.Completion.WaitAsync(Token);
        return subscription.Id;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application.StopAsync(CancellationToken.None);
        Configuration.Dispose();
        await _application.DisposeAsync();
        _configuration.Dispose();
    }
}
