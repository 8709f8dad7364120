using System.Collections.Concurrent;
using System.Collections.Immutable;
using Imaginator.Building.Builds;
using Imaginator.Host.Configuration;
using Imaginator.Host.Dependencies;
using Imaginator.Host.Queue;
using Imaginator.Host.Queue.Requests;
using Imaginator.Host.Schedule;
using Imaginator.Host.Tests.Configuration;
using Imaginator.Host.Tests.Queue;

namespace Imaginator.Host.Tests.Schedule;

/// <summary>
/// Automatic rebuilds of a bootstrap stream <c>base</c> and of <c>os</c> on it and <c>web</c> on that, every hour, in a real
/// queue whose builds do what the test says.
/// </summary>
internal sealed class ScheduleSite : IAsyncDisposable, IStreamDependencies
{
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    public static readonly string[] Streams = ["base", "os", "web"];

    private readonly ConfigurationSite _files;
    private readonly LiveConfiguration _configuration;
    private readonly QueueFixture _queue;
    private int _images;

    private ScheduleSite(ConfigurationSite files, LiveConfiguration configuration)
    {
        _files = files;
        _configuration = configuration;
        Images = new ImageShelf(Time);
        _queue = new QueueFixture(Time, slots: 2);
        var options = new RebuildOptions(Interval, TimeSpan.FromHours(24));
        Extender = new ExpirationExtender(Images, options, Time, new LoggerOf<ExpirationExtender>(Log));
        Rebuilds = new AutoRebuilds(
            configuration, this, Queue, Extender, options, Time, new LoggerOf<AutoRebuilds>(Log));
        foreach (var stream in Streams)
        {
            Succeed(stream);
        }
    }

    public WatchedTime Time => _files.Time;

    public RecordingLogger Log => _files.Log;

    public ImageShelf Images { get; }

    public ScriptedRunner Runner => _queue.Runner;

    public BuildQueue Queue => _queue.Queue;

    public ExpirationExtender Extender { get; }

    public AutoRebuilds Rebuilds { get; }

    /// <summary>What was built.</summary>
    public ConcurrentQueue<QueuedRequest> Orders { get; } = new();

    /// <summary>Answers who asks what builds on what.</summary>
    public Func<TimeSpan, CancellationToken, Task<DependencySnapshot>> Answer { get; set; } = (_, _) =>
        Task.FromResult(new DependencySnapshot
        {
            StreamToSource = ImmutableSortedDictionary<string, string>.Empty.Add("os", "base").Add("web", "os"),
        });

    public static async Task<ScheduleSite> StartAsync()
    {
        var files = new ConfigurationSite();
        files.WriteStreams("os", "web", "manual");
        files.WriteMain(more: """
            "BootstrapStreams": {"base": {"BootstrapCommand": ["true"], "PackagerType": "deb"} },
            "ImageStreamsToAutoRebuild": ["web", "os", "web"],
            """);
        return new ScheduleSite(files, await files.StartAsync());
    }

    /// <summary>Builds of a stream make an image.</summary>
    public void Succeed(string stream) => Runner.Script(stream, (run, _) =>
    {
        Orders.Enqueue(run.Request);
        PutImage(stream, run.Request.BuildRequest.ExpiresIn);
        return Task.CompletedTask;
    });

    /// <summary>Builds of a stream fail.</summary>
    public void Fail(string stream) => Runner.Script(stream, (run, _) =>
    {
        Orders.Enqueue(run.Request);
        throw new BuildFailedException(stream, null, "no luck");
    });

    /// <summary>Builds of a stream take until the task completes.</summary>
    public void Hold(string stream, Task until) => Runner.Script(stream, async (run, token) =>
    {
        Orders.Enqueue(run.Request);
        await until.WaitAsync(token);
        PutImage(stream, run.Request.BuildRequest.ExpiresIn);
    });

    public string PutImage(string stream, TimeSpan lifetime)
    {
        var name = $"{stream}/{Interlocked.Increment(ref _images):d6}";
        Images.Put(name, Time.GetUtcNow() + lifetime);
        return name;
    }

    /// <summary>Lets the time of a tick come, and waits until it has done what it does.</summary>
    public async Task TickAsync(bool waitForCycle = true)
    {
        await Rebuilds.TickAsync(ConfigurationSite.Token);
        if (waitForCycle)
        {
            await Rebuilds.Running.WaitAsync(ConfigurationSite.Token);
        }
    }

    /// <summary>Lets hours pass, and says at each full hour which streams have no image a moment before it.</summary>
    public async Task<string[]> PassHoursAsync(int hours, bool waitForCycle = true)
    {
        var lacking = new List<string>();
        for (var hour = 0; hour < hours; hour++)
        {
            await TickAsync(waitForCycle);
            Time.Advance(Interval);
            lacking.AddRange(Streams.Where(stream => !Images.HasImage(stream)).Select(stream => $"{stream} in hour {hour}"));
        }

        return [.. lacking];
    }

    public IEnumerable<string> States() => Rebuilds.Status.Latest!.Streams.Select(stream => $"{stream.StreamName} {stream.State}");

    public DependencySnapshot Current => DependencySnapshot.None;

    public Task<DependencySnapshot> GetAsync(TimeSpan maxAge, CancellationToken cancellationToken) =>
        Answer(maxAge, cancellationToken);

    public string Draw(
        DependencySnapshot dependencies, IReadOnlyCollection<string> excludes, IReadOnlyCollection<string> includes) =>
        throw new NotSupportedException();

    public async ValueTask DisposeAsync()
    {
        await Rebuilds.StopAsync(CancellationToken.None);
        await _queue.DisposeAsync();
        Rebuilds.Dispose();
        Extender.Dispose();
        _configuration.Dispose();
        _files.Dispose();
    }
}
