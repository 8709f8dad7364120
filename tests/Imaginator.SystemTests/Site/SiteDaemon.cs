using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Imaginator.SystemTests.Site;

/// <summary>A daemon that serves.</summary>
internal sealed class SiteDaemon : IAsyncDisposable
{
    private const string FirstFlag = "-portNum=0";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    // Of its own, unless flags name another: daemons do not share it.
    private readonly TemporaryDirectory _buildLogs;

    private SiteDaemon(Process process, TemporaryDirectory buildLogs)
    {
        _process = process;
        _buildLogs = buildLogs;
    }

    /// <summary>Its port.</summary>
    public int Port { get; private set; }

    /// <summary>The port where it serves its store; 0 if it does not.</summary>
    public int ImageServerPort { get; private set; }

    /// <summary>What it has written to standard error so far.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>Whether a command line is that of a daemon.</summary>
    public static bool IsOne(string commandLine) =>
        commandLine.StartsWith($"{Distribution.Imaginator} {FirstFlag} ", StringComparison.Ordinal);

    /// <summary>Starts a daemon on a port of its own, in a control group unless that is null, and waits until it serves.</summary>
    /// <param name="launcher">Words before the command line: a program that executes it in the same process. Not with a control group.</param>
    public static async Task<SiteDaemon> StartAsync(
        IEnumerable<string> arguments, string? controlGroup = null, params string[] launcher)
    {
        var buildLogs = new TemporaryDirectory();
        string[] command =
            [.. launcher, Distribution.Imaginator, FirstFlag, "-logDir=", $"-buildLogDir={buildLogs.FullName}", .. arguments];
        if (controlGroup is not null)
        {
            command = ["/bin/sh", "-c", "echo $$ >\"$0/cgroup.procs\" && exec \"$@\"", controlGroup, .. command];
        }

        var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        })!;
        process.StandardInput.Close();
        var daemon = new SiteDaemon(process, buildLogs);
        process.ErrorDataReceived += (_, line) =>
        {
            lock (daemon._errors)
            {
                daemon._errors.AppendLine(line.Data);
            }
        };
        process.BeginErrorReadLine();
        var listening = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.True(listening?.StartsWith("listening on ", StringComparison.Ordinal) == true, $"{listening}\n{daemon.Errors}");
        int[] ports = [.. listening!.Split(' ')[2..].Select(PortOf)];
        daemon.Port = ports[0];
        daemon.ImageServerPort = ports.ElementAtOrDefault(1);
        return daemon;
    }

    /// <summary>Runs builder-tool on it.</summary>
    public Task<ProgramResult> ToolAsync(params IEnumerable<string> arguments) =>
        RunningProgram.RunAsync(Distribution.BuilderTool, ToolArguments(arguments), NoHome);

    /// <summary>Starts builder-tool on it.</summary>
    public RunningProgram StartTool(params IEnumerable<string> arguments) =>
        RunningProgram.Start(Distribution.BuilderTool, ToolArguments(arguments), NoHome);

    /// <summary>The id of its process.</summary>
    public int Id => _process.Id;

    /// <summary>Gets the answer of <c>/readyz</c>, whatever its status.</summary>
    public async Task<string> ReadinessAsync()
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{Port}/readyz"), TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Gets a page.</summary>
    public async Task<string> PageAsync(string path)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri($"http://127.0.0.1:{Port}{path}"), TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until the status page says something; fails after two minutes.</summary>
    public async Task WaitForStatusAsync(Predicate<string> isRight)
    {
        var started = Stopwatch.GetTimestamp();
        while (await PageAsync("/") is var page && !isRight(page))
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"{page}\n{Errors}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The processor time that it has used, all threads together.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The most memory that it has ever had at once (<c>VmHWM</c>), in MiB.</summary>
    public long PeakMemoryMebibytes => Kilobytes("VmHWM:") / 1024;

    /// <summary>The memory that it has now (<c>VmRSS</c>), in kB as the kernel counts them.</summary>
    public long MemoryKilobytes => Kilobytes("VmRSS:");

    public void Signal(string name) => Process.Start("kill", [$"-{name}", $"{_process.Id}"])!.WaitForExit();

    public void Kill() => _process.Kill();

    /// <summary>Waits until it has ended; fails after two minutes.</summary>
    /// <returns>Its exit status.</returns>
    public async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(Patience, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Process.Start("kill", ["-TERM", $"{_process.Id}"])!.WaitForExit();
            try
            {
                await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(Patience, CancellationToken.None);
            }
            catch (TimeoutException)
            {
                _process.Kill(entireProcessTree: true);
                throw;
            }
        }

        _process.Dispose();
        _buildLogs.Dispose();
    }

    private long Kilobytes(string name) => long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith(name, StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    private static int PortOf(string url) => int.Parse(url[(url.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);

    // Without flag files and certificates of whoever runs the tests.
    private static readonly Dictionary<string, string?> NoHome = new() { ["HOME"] = "/nonexistent" };

    private IEnumerable<string> ToolArguments(IEnumerable<string> arguments) =>
        ["-imaginatorHostname=127.0.0.1", $"-imaginatorPortNum={Port}", .. arguments];
}
