using System.Diagnostics;
using System.Globalization;
using System.Text;
using Imaginator.SystemTests.Site;

namespace Imaginator.Operations.Tests.Daemons;

/// <summary>The published daemon on a port of its own, without certificates, for a site of its own.</summary>
internal sealed class RunningDaemon : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _printed = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningDaemon(Process process)
    {
        _process = process;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public Uri Address { get; private set; } = null!;

    /// <summary>Everything on standard output and standard error so far.</summary>
    public string Printed
    {
        get
        {
            lock (_printed)
            {
                return _printed.ToString();
            }
        }
    }

    /// <summary>Starts a daemon and waits until it serves.</summary>
    public static async Task<RunningDaemon> StartAsync(
        BuildSite site, IEnumerable<string>? more = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        string[] arguments =
        [
            .. site.DaemonArguments(), $"-logDir={LogDirectory(site)}", $"-buildLogDir={Path.Combine(LogDirectory(site), "builds")}",
            "-insecure", "-portNum=0", "-imageRebuildInterval=0", "-alsoLogToStderr", .. more ?? [],
        ];
        var start = new ProcessStartInfo(Distribution.Imaginator, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var daemon = new RunningDaemon(Process.Start(start)!);
        var ended = daemon._process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await Task.WhenAny(daemon._listening.Task, ended);
        Assert.True(daemon._listening.Task.IsCompletedSuccessfully, $"the daemon did not start:\n{daemon.Printed}");
        daemon.Address = await daemon._listening.Task;
        return daemon;
    }

    public static string LogDirectory(BuildSite site) => Path.Combine(site.Root, "log");

    /// <summary>Runs builder-tool against the daemon.</summary>
    public Task<ProgramResult> ToolAsync(params string[] arguments) => RunningProgram.RunAsync(
        Distribution.BuilderTool,
        [.. arguments, "-imaginatorHostname=127.0.0.1", $"-imaginatorPortNum={Address.Port.ToString(CultureInfo.InvariantCulture)}"]);

    public async Task<string> GetAsync(string path)
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(new Uri(Address, path), TestContext.Current.CancellationToken);
    }

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Stops the daemon as a service manager does.</summary>
    /// <returns>The exit status.</returns>
    public async Task<int> StopAsync()
    {
        Signal("TERM");
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Signal("TERM");
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs e)
    {
        if (e.Data is not { } line)
        {
            return;
        }

        lock (_printed)
        {
            _printed.Append(line).Append('\n');
        }

        const string Beginning = "listening on ";
        if (line.StartsWith(Beginning, StringComparison.Ordinal))
        {
            _listening.TrySetResult(new Uri(line[Beginning.Length..].Split(' ')[0].Replace("[::]", "127.0.0.1", StringComparison.Ordinal)));
        }
    }
}
