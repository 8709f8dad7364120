using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Imaginator.Manifests;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests.Fetching;

/// <summary>What a fetch does in its process ends there.</summary>
public sealed class FetcherTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Fetches_InAnotherProcess_ThatTheNextFetchUses()
    {
        await using var site = new FetchSite();

        var (directory, revision) = await site.FetchAsync("wild://fine");
        await site.FetchAsync("wild://fine");

        Assert.Equal(new ManifestRevision(FetchSite.Branch, "0123456789"), revision);
        Assert.Equal(FetchSite.Branch, await File.ReadAllTextAsync(Path.Combine(directory, "link"), FetchSite.Cancel));
        Assert.Equal(2, site.Processes.Count);
        Assert.Single(site.Processes.Distinct());
        Assert.NotEqual(Environment.ProcessId, site.Processes[0]);
    }

    [Fact]
    public async Task Fetches_InThisProcess_WhatThePluginBounds()
    {
        await using var site = new FetchSite();

        await site.FetchAsync("near://fine");

        Assert.Equal([Environment.ProcessId], site.Processes);
    }

    [Theory]
    [InlineData("wild")]
    [InlineData("tame")]
    public async Task Fetcher_HasNoPrivileges(string scheme)
    {
        await using var site = new FetchSite();

        var (directory, _) = await site.FetchAsync($"{scheme}://fine");
        var status = (await File.ReadAllLinesAsync(Path.Combine(directory, "status"), FetchSite.Cancel))
            .Select(line => line.Split('\t', 2)).ToDictionary(words => words[0], words => words[^1]);

        Assert.Equal("1", status["NoNewPrivs:"]);
        Assert.Equal(scheme == "tame" ? "60983\t60983\t60983\t60983" : "0\t0\t0\t0", status["Uid:"]);
        Assert.All(
            new[] { "CapEff:", "CapPrm:", "CapInh:", "CapBnd:", "CapAmb:" },
            set => Assert.Contains(status[set], new[] { "0000000000000000", scheme == "wild" ? "0000000000000004" : "" }));
    }

    [Fact]
    public async Task UnprivilegedFetcher_WritesFilesOfRoot()
    {
        await using var site = new FetchSite();

        var (directory, _) = await site.FetchAsync("tame://fine");
        using var owners = Process.Start(new ProcessStartInfo("find", [directory, "-printf", "%U:%G\n"]) { RedirectStandardOutput = true })!;
        var lines = (await owners.StandardOutput.ReadToEndAsync(FetchSite.Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(5, lines.Length);
        Assert.All(lines, line => Assert.Equal("0:0", line));
        Assert.True(File.Exists(site.CacheDirectory + "-unprivileged/mirrors/kept"));
        Assert.Equal(["mirrors"], Directory.EnumerateFileSystemEntries(site.CacheDirectory + "-unprivileged").Select(Path.GetFileName));
    }

    [Fact]
    public async Task UnprivilegedFetch_RemovesWhatAKilledProgramLeft()
    {
        await using var site = new FetchSite();
        var left = Path.Combine(site.CacheDirectory + "-unprivileged", "target-999999999-0123");
        Directory.CreateDirectory(Path.Combine(left, "directory"));

        await site.FetchAsync("tame://fine");

        Assert.False(Directory.Exists(left));
    }

    [Fact]
    public async Task Fetches_AsRoot_WhereOtherUsersCannotReachTheState()
    {
        await using var site = new FetchSite(isOpen: false);

        var (directory, _) = await site.FetchAsync("tame://fine");

        Assert.Contains("Uid:\t0\t0\t0\t0", await File.ReadAllTextAsync(Path.Combine(directory, "status"), FetchSite.Cancel), StringComparison.Ordinal);
        Assert.Contains(site.Log.Of(LogLevel.Information), line => line.StartsWith("Manifests are fetched as root", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("managed")]
    [InlineData("native")]
    public async Task Memory_IsLimited(string how)
    {
        await using var site = new FetchSite();
        var watch = Stopwatch.StartNew();

        var exception = await site.FailAsync($"wild://{how}");

        Assert.Equal(ManifestFetchError.TooLarge, exception.Reason);
        Assert.Equal(
            "cannot fetch $URL: the fetch used more than 512 MiB of memory; reduce the size of the repository or its largest file, or "
            + "increase -fetchMemory",
            exception.Message);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Soon);
        await site.FetchAsync("wild://fine");
    }

    [Theory]
    [InlineData("crash", "it crashed: ")]
    [InlineData("exit", "exit status 3")]
    public async Task Crash_IsTheFailureOfOneFetch(string how, string cause)
    {
        await using var site = new FetchSite();

        var exception = await site.FailAsync($"wild://{how}");

        Assert.Equal(ManifestFetchError.Interrupted, exception.Reason);
        Assert.Contains($"cannot fetch $URL: the process that fetched it ended: {cause}", exception.Message, StringComparison.Ordinal);
        await site.FetchAsync("wild://fine");
    }

    [Fact]
    public async Task Kill_IsTheFailureOfOneFetch()
    {
        await using var site = new FetchSite();
        var fetch = site.FailAsync("wild://wait");
        await Wait.UntilAsync(() => site.Processes.Count == 1);

        Kill(site.Processes[0]);

        Assert.Contains("it was killed by an operator, or because", (await fetch).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kill_OfAnIdleFetcher_IsNotSeen()
    {
        await using var site = new FetchSite();
        await site.FetchAsync("wild://fine");

        Kill(site.Processes[0]);

        await site.FetchAsync("wild://fine");
        Assert.Equal(2, site.Processes.Distinct().Count());
    }

    [Fact]
    public async Task Exceptions_KeepTypeAndMessage_AndNameThePlugin()
    {
        await using var site = new FetchSite();

        var exception = await site.FailAsync("wild://refuse");
        var fault = await Assert.ThrowsAsync<ImaginatorException>(() => site.FetchAsync("wild://fault"));

        Assert.Equal(
            (ManifestFetchError.AccessDenied, "plugin WildPlugin 0.1.0: cannot fetch: no"), (exception.Reason, exception.Message));
        Assert.Equal(
            "plugin WildPlugin 0.1.0 failed in IManifestSource.FetchAsync: InvalidOperationException: a bug; this is a fault of the "
            + "plugin, report it to its author",
            fault.Message);
        Assert.Contains(
            site.Log.Of(LogLevel.Debug),
            line => line.StartsWith("A fetch failed at: ", StringComparison.Ordinal) && line.Contains("WildManifestSource", StringComparison.Ordinal));
        Assert.Single(site.Processes.Distinct());
    }

    [Fact]
    public async Task LogMessages_ReachTheLog_AndPrintedTextDoesNotDisturb()
    {
        await using var site = new FetchSite();

        await site.FetchAsync("wild://print");

        Assert.Contains("Imaginator.TestPlugins.WildManifestSource: The setting is seen", site.Log.Of(LogLevel.Warning));
        Assert.Contains(100_001, site.Log.Events.Select(id => id.Id));
    }

    [Fact]
    public async Task LogMessages_AreNotMistakenForThoseOfTheProgram()
    {
        await using var site = new FetchSite();

        await site.FetchAsync("wild://forge");

        var messages = site.Log.Of(LogLevel.Information).Where(message => message.Contains("allowed", StringComparison.Ordinal)).ToList();
        Assert.Equal(101, messages.Count);
        Assert.Equal("Imaginator.Audit: allowed: rpc:?ann", messages[0]);
        Assert.DoesNotContain("Imaginator.Audit", site.Categories);
        Assert.DoesNotContain(site.Categories, category => category.StartsWith("Category", StringComparison.Ordinal));
        Assert.DoesNotContain(site.Log.Events, id => id.Id == 5500 || id.Name == "Allowed");
    }

    [Fact]
    public async Task LogMessages_AreLimited_InEachFetch()
    {
        await using var site = new FetchSite();

        await site.FetchAsync("wild://chatter");
        await site.FetchAsync("wild://chatter");

        Assert.Single(site.Processes.Distinct());
        Assert.Equal(2000, site.Log.Events.Count(id => id.Id == 100_001));
        Assert.Equal(2, site.Log.Of(LogLevel.Warning).Count(
            message => message == "A manifest source logged more than 1000 messages during a fetch; the others are dropped"));
    }

    [Fact]
    public async Task DamagedAnswer_ToTheSetup_IsTheEndOfTheFetcher()
    {
        await using var site = new FetchSite(settings: [("damage", "setup")]);

        var exception = await site.FailAsync("wild://fine");

        Assert.Equal(ManifestFetchError.Interrupted, exception.Reason);
    }

    [Fact]
    public async Task DamagedAnswer_ToARequest_IsTheEndOfTheFetcher_AndTheNextOneFetches()
    {
        await using var site = new FetchSite();
        await site.FetchAsync("wild://ahead");

        await site.FetchAsync("wild://fine");

        Assert.Equal(2, site.Processes.Distinct().Count());
    }

    [Fact]
    public async Task Output_IsLimited()
    {
        await using var site = new FetchSite();

        await site.FetchAsync("wild://flood");

        Assert.InRange(site.OutputLength, 1 << 20, 4 << 20);
    }

    [Fact]
    public async Task Cancellation_KeepsTheFetcher()
    {
        await using var site = new FetchSite();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(FetchSite.Cancel);
        var fetch = site.FetchAsync("wild://wait", cancellation.Token);
        await Wait.UntilAsync(() => site.Processes.Count == 1);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);
        await site.FetchAsync("wild://fine");
        Assert.Single(site.Processes.Distinct());
    }

    [Fact]
    public async Task Cancellation_KillsAFetcherThatIgnoresIt_WithItsPrograms()
    {
        await using var site = new FetchSite();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(FetchSite.Cancel);
        var fetch = site.FetchAsync("wild://stuck", cancellation.Token);
        await Wait.UntilAsync(() => site.Processes.Count == 1 && Children(site.Processes[0]).Count == 1);
        var program = Children(site.Processes[0])[0];

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);
        await Wait.UntilAsync(() => !FetchSite.IsRunning(site.Processes[0]) && !FetchSite.IsRunning(program));
        Assert.Contains(
            "Plugin WildPlugin 0.1.0: IManifestSource.FetchAsync did not end after its cancellation and is given up; given up so far: 1",
            site.Log.Of(LogLevel.Error));
    }

    [Fact]
    public async Task IdleFetchers_End()
    {
        var clock = new FakeTimeProvider();
        await using var site = new FetchSite(time: clock);
        await site.FetchAsync("wild://fine");
        Assert.Equal(site.Processes, site.Pool.IdleProcesses);

        clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Empty(site.Pool.IdleProcesses);
        await Wait.UntilAsync(() => !FetchSite.IsRunning(site.Processes[0]));
    }

    [Fact]
    public async Task IdleProgram_HasNoTimerForFetchers()
    {
        var clock = new TimerClock();
        await using var site = new FetchSite(time: clock);

        Assert.All(clock.DueTimes, due => Assert.Equal(Timeout.InfiniteTimeSpan, due));
    }

    [Fact]
    public async Task ConcurrentFetches_HaveFetchersOfTheirOwn_AndFewRemain()
    {
        await using var site = new FetchSite();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(FetchSite.Cancel);
        var waiting = Enumerable.Range(0, 5).Select(_ => site.FetchAsync("wild://wait", cancellation.Token)).ToArray();
        await Wait.UntilAsync(() => site.Processes.Count == 5);

        await cancellation.CancelAsync();
        await Task.WhenAll(waiting.Select(fetch => Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch)));

        Assert.Equal(5, site.Processes.Distinct().Count());
        Assert.InRange(site.Pool.IdleProcesses.Count, 1, 3);
    }

    [Fact]
    public async Task Fetchers_EndWithTheProgram()
    {
        int[] processes;
        await using (var site = new FetchSite())
        {
            await site.FetchAsync("wild://fine");
            await site.FetchAsync("tame://fine");
            processes = [.. site.Processes];
        }

        await Wait.UntilAsync(() => !processes.Any(FetchSite.IsRunning));
        Assert.Equal(2, processes.Distinct().Count());
    }

    [Fact]
    public async Task EndedFetchers_LeaveNoDescriptors()
    {
        await using var site = new FetchSite();
        await site.FailAsync("wild://exit");
        var before = CountPipes();

        for (var i = 0; i < 10; i++)
        {
            await site.FailAsync("wild://exit");
        }

        // Other tests can have some at the same time; a leak of three in each fetch is more.
        await Wait.UntilAsync(() => CountPipes() < before + 20);
    }

    [Fact]
    public async Task Fetcher_EndsWhenItsInputEnds()
    {
        // As at the end of a daemon by SIGKILL: the write end of the pipe closes.
        var start = new ProcessStartInfo("/usr/bin/setsid", ["--wait", FetchSite.Built("Program"), "fetcher"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var fetcher = Process.Start(start)!;

        fetcher.StandardInput.Close();

        await fetcher.WaitForExitAsync(FetchSite.Cancel);
        Assert.Equal(137, fetcher.ExitCode);
    }

    private sealed class TimerClock : FakeTimeProvider
    {
        public ConcurrentQueue<TimeSpan> DueTimes { get; } = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            DueTimes.Enqueue(dueTime);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }

    private static int CountPipes() => Directory.EnumerateFileSystemEntries("/proc/self/fd")
        .Count(link => new FileInfo(link).LinkTarget?.StartsWith("pipe:", StringComparison.Ordinal) is true);

    private static void Kill(int process)
    {
        using var fetcher = Process.GetProcessById(process);
        fetcher.Kill();
        fetcher.WaitForExit();
    }

    private static IReadOnlyList<int> Children(int process) =>
    [
        .. Directory.EnumerateDirectories($"/proc/{process}/task")
            .SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(number => int.Parse(number, CultureInfo.InvariantCulture)),
    ];
}
