using System.Diagnostics;

namespace Imaginator.SystemTests.Site;

/// <summary>A program that was started.</summary>
internal sealed class RunningProgram : IDisposable
{
    /// <summary>Longer than anything takes: what hangs fails, and not the whole run with it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(9);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private RunningProgram(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public static RunningProgram Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new RunningProgram(process);
    }

    public static async Task<ProgramResult> RunAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        using var running = Start(program, arguments, environment);
        return await running.WaitAsync();
    }

    public void Kill() => _process.Kill();

    /// <summary>Signals the program and those of its children that stayed in its group, as a terminal does.</summary>
    public void SignalGroup(string name) => Process.Start("kill", [$"-{name}", "--", $"-{Id}"])!.WaitForExit();

    public void Signal(string name) => Process.Start("kill", [$"-{name}", $"{Id}"])!.WaitForExit();

    public async Task<ProgramResult> WaitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(Patience, TestContext.Current.CancellationToken);
        
        // Whatever it has left behind may still hold them open.
        await Task.WhenAll(_output, _error).WaitAsync(Patience, TestContext.Current.CancellationToken);
        return new ProgramResult(_process.ExitCode, await _output, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
