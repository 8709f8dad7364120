using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Imaginator.Operations.Tests.Daemons;
using Imaginator.SystemTests.Site;

namespace Imaginator.Operations.Tests.Soak;

/// <summary>
/// A daemon under a load of 4 builds at once, while its configuration is edited, clients go away in the middle of builds, and
/// it is killed and restarted. Then one that lives through the rest. In the end nothing has leaked.
/// </summary>
/// <remarks>
/// The environment variable <c>SOAK_MINUTES</c> says for how long; without it, for half a minute, which shows that the test
/// itself works. <c>tests/soak.sh 30</c> runs the long one.
/// </remarks>
public sealed class SoakTests : IDisposable
{
    private const int Clients = 6;

    // Until buffers for all threads have been used once.
    private static readonly TimeSpan MinimumWarmTime = TimeSpan.FromSeconds(15);

    // The runtime keeps some memory for the next time, whatever it was used for.
    private const long MemoryTolerance = 40_000_000;

    // Idle fetchers, connections of clients, and source images in the cache.
    private const int DescriptorTolerance = 40;

    // Garbage is collected often: what remains is what is in use, and shows a leak before long.
    private static readonly Dictionary<string, string> SmallHeap = new()
    {
        ["DOTNET_GCgen0size"] = "0x200000",
        ["DOTNET_GCConserveMemory"] = "5",
    };

    private readonly SoakSite _site = new();
    private readonly Random _random = new(4711);
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly int _port = FreePort.Next();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly ConcurrentDictionary<string, bool> _daemons = new(StringComparer.Ordinal);

    // Processes of before may have had the same ids.
    private readonly string[] _groupsBefore = ControlGroups("*");

    // Held by whoever restarts the daemon or signals it.
    private readonly SemaphoreSlim _turn = new(1);
    private RunningDaemon _daemon = null!;

    private static TimeSpan Length => TimeSpan.FromMinutes(double.Parse(
        Environment.GetEnvironmentVariable("SOAK_MINUTES") ?? "0.5", CultureInfo.InvariantCulture));

    public void Dispose()
    {
        _turn.Dispose();
        _site.Dispose();
    }

    [Fact]
    public async Task NothingLeaks()
    {
        await StartAsync();
        await UnderLoadAsync(Length * 0.5, ChaosAsync);
        await RestartAsync("TERM");

        // Warm: everything has been loaded and compiled, caches are full.
        var warm = Length * 0.15;
        await UnderLoadAsync(warm > MinimumWarmTime ? warm : MinimumWarmTime, EditAsync);
        var before = await RestAsync("at the start", _ => true);
        await UnderLoadAsync(Length * 0.35, EditAsync);
        var after = await RestAsync("in the end", vitals => vitals.MemoryBytes <= before.MemoryBytes + MemoryTolerance
            && vitals.Descriptors.Values.Sum() <= before.Descriptors.Values.Sum() + DescriptorTolerance);

        var stopping = Stopwatch.GetTimestamp();
        Assert.Equal(0, await _daemon.StopAsync());
        Assert.InRange(Stopwatch.GetElapsedTime(stopping).TotalSeconds, 0, 10);
        await _daemon.DisposeAsync();
        Say(string.Join(", ", _counts.OrderBy(count => count.Key).Select(count => $"{count.Key}: {count.Value}")));

        Assert.InRange(after.MemoryBytes, 0, before.MemoryBytes + MemoryTolerance);
        var more = after.DescriptorsMoreThan(before);
        Assert.True(after.Descriptors.Values.Sum() <= before.Descriptors.Values.Sum() + DescriptorTolerance, more);

        // The store is sound but for what killed daemons had begun, which goes with the next collection: a repair is one.
        var check = await FsckAsync();
        Assert.All(
            check.Error.Split('\n').Concat(check.Output.Split('\n')).Where(line => line.StartsWith('/')),
            line => Assert.EndsWith("interrupted uploads (leases and directories)", line, StringComparison.Ordinal));
        await FsckAsync("-repair");
        (await FsckAsync()).ShouldSucceed();
        Assert.Equal("", string.Join('\n', Leftovers()));

        // It was a load, and most of it went well.
        Assert.True(_counts.GetValueOrDefault("built") > 5 * Length.TotalMinutes, "hardly anything was built");
        Assert.True(_counts.GetValueOrDefault("unexpected failure") == 0, "builds failed that should not");
    }

    private async Task StartAsync()
    {
        Task<RunningDaemon> start;
        lock (_site.Configuration)
        {
            // Its first step writes the configuration.
            start = RunningDaemon.StartAsync(
                _site.Site,
                [
                    "-maximumConcurrentBuilds=4", "-maximumConcurrentBuildsPerUser=100", $"-portNum={_port}", "-logQuota=2MiB",
                    "-logFileMaxSize=256KiB", "-buildLogQuota=1MiB", "-treeCacheSize=30MiB",
                ],
                SmallHeap);
        }

        _daemon = await start;
        _daemons.TryAdd(_daemon.Id.ToString(CultureInfo.InvariantCulture), true);
    }

    private async Task RestartAsync(string signal)
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            _daemon.Signal(signal);
            await _daemon.DisposeAsync();
            Count("restarted by " + signal);
            await StartAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Clients ask for builds, and somebody looks at pages, until the time is over; then all end what they began.</summary>
    private async Task UnderLoadAsync(TimeSpan length, Func<CancellationToken, Task> meanwhile)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        over.CancelAfter(length);
        Task[] all =
        [
            .. Enumerable.Range(0, Clients).Select(_ => AskAsync(over.Token)),
            LookAsync(over.Token),
            meanwhile(over.Token),
        ];
        await Task.WhenAll(all);
        TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
    }

    private async Task AskAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var daemon = _daemon;
            var stream = Next(10) == 0 ? SoakSite.Bad : SoakSite.Good[Next(SoakSite.Good.Count)];
            using var client = RunningProgram.Start(
                Distribution.BuilderTool,
                ["build-image", stream, "-expiresIn=15m", "-imaginatorHostname=127.0.0.1", $"-imaginatorPortNum={_port}"]);
            if (Next(4) == 0)
            {
                await Task.Delay(Next(1500), CancellationToken.None);
                client.Kill();
                Count("went away");
            }

            var result = await client.WaitAsync();
            if (result.ExitCode == 0)
            {
                Count("built");
            }
            else if (stream == SoakSite.Bad && result.Error.Contains("exited with status 1", StringComparison.Ordinal))
            {
                Count("failed as it should");
            }
            else if (ReferenceEquals(daemon, _daemon) && !IsOfTheirDoing(result))
            {
                Count("unexpected failure");
                Say($"{stream}: {result.Error}");
            }
        }
    }

    // Killed here; or asked a daemon that was being stopped or had gone.
    private static bool IsOfTheirDoing(ProgramResult result) =>
        result.ExitCode > 128
        || new[] { "cannot connect", "stopping", "closed", "reset", "ended", "Broken pipe", "cancelled" }
            .Any(sign => result.Error.Contains(sign, StringComparison.OrdinalIgnoreCase));

    private async Task LookAsync(CancellationToken over)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        string[] pages = ["", "metrics", "healthz", "readyz", "showAllBuilds", "showImageStreams", "showCurrentBuildLog?slow"];
        while (!over.IsCancellationRequested)
        {
            try
            {
                using var answer = await client.GetAsync(
                    new Uri($"http://127.0.0.1:{_port}/{pages[Next(pages.Length)]}"), CancellationToken.None);
                Count("pages");
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                // The daemon is being restarted.
                Count("pages not to be had");
            }

            await PauseAsync(TimeSpan.FromMilliseconds(200), over);
        }
    }

    private async Task EditAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await PauseAsync(TimeSpan.FromSeconds(1), over);
            _site.Edit();
            Count("edits");
            if (Next(5) == 0 && await _turn.WaitAsync(0, CancellationToken.None))
            {
                _daemon.Signal("HUP");
                _turn.Release();
            }
        }
    }

    private async Task ChaosAsync(CancellationToken over)
    {
        var edits = EditAsync(over);
        while (!over.IsCancellationRequested)
        {
            await PauseAsync(TimeSpan.FromSeconds(5 + Next(10)), over);
            await RestartAsync(Next(4) == 0 ? "TERM" : "KILL");
        }

        await edits;
    }

    /// <summary>Lets the daemon finish what clients left to it, and come to rest, in 2 minutes at most: what leaked does not come back.</summary>
    private async Task<DaemonVitals> RestAsync(string when, Predicate<DaemonVitals> isAtRest)
    {
        var patience = Stopwatch.StartNew();
        while (!(await _daemon.GetAsync("/healthz")).Contains("0 running, 0 waiting", StringComparison.Ordinal))
        {
            Assert.True(patience.Elapsed < TimeSpan.FromMinutes(2), "builds go on for ever");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        // Connections of clients that went are noticed, timers run out, and free memory goes back to the system: within 20 s, on a
        // machine with other work later.
        DaemonVitals vitals;
        do
        {
            await Task.Delay(TimeSpan.FromSeconds(25), TestContext.Current.CancellationToken);
            vitals = DaemonVitals.Of(_daemon.Id);
            Say($"{when}: {vitals}");
        }
        while (!isAtRest(vitals) && patience.Elapsed < TimeSpan.FromMinutes(2));
        return vitals;
    }

    private Task<ProgramResult> FsckAsync(params string[] more) => RunningProgram.RunAsync(
        Distribution.BuilderTool, ["fsck-store", $"-stateDir={_site.Site.StateDirectory}", .. more]);

    private IEnumerable<string> Leftovers()
    {
        var state = _site.Site.StateDirectory;
        foreach (var leftover in _site.Site.Leftovers())
        {
            yield return leftover;
        }

        foreach (var directory in new[] { "store/incoming", "store/leases" })
        {
            foreach (var path in Directory.GetFileSystemEntries(Path.Combine(state, directory)))
            {
                yield return path;
            }
        }

        foreach (var group in _daemons.Keys.SelectMany(ControlGroups).Except(_groupsBefore))
        {
            yield return group;
        }
    }

    /// <summary>The control groups of a daemon, which are named after it.</summary>
    private static string[] ControlGroups(string id) =>
        Directory.GetDirectories("/sys/fs/cgroup", $"imaginator-{id}-*", SearchOption.AllDirectories);

    private void Count(string what) => _counts.AddOrUpdate(what, 1, (_, count) => count + 1);

    private int Next(int maximum)
    {
        lock (_random)
        {
            return _random.Next(maximum);
        }
    }

    private void Say(string line) => TestContext.Current.TestOutputHelper?.WriteLine($"{_clock.Elapsed.TotalSeconds,6:0} s  {line}");

    private static async Task PauseAsync(TimeSpan length, CancellationToken over) =>
        await Task.Delay(length, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
