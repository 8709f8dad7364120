using System.Security.Cryptography.X509Certificates;
using Imaginator.Building.Streams;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Admission;
using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Queue.Space;
using Imaginator.Host.Rpc.Methods;
using Imaginator.Host.Tests.Queue;
using Imaginator.Hosting.Flags;
using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.Imaginator;
using Imaginator.Protocol.Srpc.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaginator.Host.Tests.Rpc.Methods;

/// <summary>The real service on a real port, with a runner that does what the test says.</summary>
internal sealed class ServiceFixture : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly TestDaemon _daemon;

    private ServiceFixture(TestDaemon daemon, ScriptedRunner runner, TemporaryDirectory directory)
    {
        _daemon = daemon;
        Runner = runner;
        _directory = directory;
    }

    public ScriptedRunner Runner { get; }

    public IBuildQueue Queue => _daemon.Services.GetRequiredService<IBuildQueue>();

    public int Port => _daemon.Port;

    /// <summary>Starts it.</summary>
    /// <param name="certificates">The certificates; null for an insecure daemon.</param>
    /// <param name="flags">More flags.</param>
    /// <param name="time">The queue's clock.</param>
    /// <param name="add">Adds other parts.</param>
    public static async Task<ServiceFixture> StartAsync(
        CertificateSite? certificates = null, string[]? flags = null, TimeProvider? time = null,
        Action<IServiceCollection>? add = null)
    {
        var runner = new ScriptedRunner();
        var directory = new TemporaryDirectory();
        string[] all = [.. certificates?.Flags ?? ["-insecure"], .. flags ?? []];
        var values = FlagParser.Parse(DaemonFlags.All, all, []).Values;
        var daemon = await TestDaemon.StartAsync(all, services =>
        {
            services.AddSingleton<IStreamCatalog>(new FakeStreams());
            services.AddBuildAdmission(BuildBounds.From(values));
            services.AddSingleton<IBuildQueue>(new BuildQueue(
                new QueueOptions { Directory = directory.FullName, MaximumConcurrentBuilds = 4 },
                runner,
                new BuildListeners([], NullLogger<BuildListeners>.Instance),
                new SpaceMonitor(
                    new SpaceOptions { Directories = [], Minimum = 0 }, FreeSpace.Of, TimeProvider.System,
                    NullLogger<SpaceMonitor>.Instance),
                time ?? TimeProvider.System,
                NullLogger<BuildQueue>.Instance));
            services.AddImaginatorService();
            add?.Invoke(services);
        });
        return new ServiceFixture(daemon, runner, directory);
    }

    public SrpcClient CreateClient(X509Certificate2? certificate = null) => _daemon.CreateClient(certificate);

    public static BuildImageRequest Request(string stream) => new()
    {
        StreamName = stream,
        ExpiresIn = GobDuration.From(TimeSpan.FromHours(1)),
        StreamBuildLog = true,
    };

    /// <summary>Builds, and collects the log.</summary>
    public async Task<(BuildImageResponse Response, string Log)> BuildAsync(
        BuildImageRequest request, X509Certificate2? certificate = null, Action<string>? onLog = null)
    {
        var log = "";
        await using var client = CreateClient(certificate);
        var response = await client.UseAsync(
            connection => BuildImageCall.RunAsync(
                connection,
                request,
                piece =>
                {
                    log += System.Text.Encoding.UTF8.GetString(piece.Span);
                    onLog?.Invoke(log);
                },
                TestContext.Current.CancellationToken),
            isRepeatable: false,
            TestContext.Current.CancellationToken);
        return (response, log);
    }

    /// <summary>Builds, and collects the events.</summary>
    public Task<(BuildImageResponse Response, List<BuildEventMessage> Events)> BuildWithEventsAsync(
        BuildImageRequest request, X509Certificate2? certificate = null, CancellationToken? cancellationToken = null) => Task.Run(
        async () =>
        {
            var events = new List<BuildEventMessage>();
            var token = cancellationToken ?? TestContext.Current.CancellationToken;
            await using var client = CreateClient(certificate);
            var response = await client.UseAsync(
                connection => BuildImageCall.RunWithEventsAsync(connection, request, _ => { }, events.Add, token),
                isRepeatable: false,
                token);
            return (response, events);
        });

    public async ValueTask DisposeAsync()
    {
        using var queue = (BuildQueue)Queue;
        await queue.StopAsync(TestContext.Current.CancellationToken);
        await _daemon.DisposeAsync();
        _directory.Dispose();
    }
}
