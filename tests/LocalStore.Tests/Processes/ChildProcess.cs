using System.Diagnostics;

namespace Imaginator.Plugins.LocalStore.Tests.Processes;

/// <summary>Another process that uses a store: this very program with a command.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>The first argument of a child.</summary>
    public const string Marker = "store-child";

    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    public static ChildProcess Start(params string[] command)
    {
        var program = Path.ChangeExtension(typeof(ChildProcess).Assembly.Location, null);
        var start = new ProcessStartInfo(program, [Marker, .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>The next line that it prints; null when it has ended.</summary>
    public async Task<string?> ReadLineAsync() =>
        await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);

    /// <summary>Every line that it still prints.</summary>
    public async Task<string[]> ReadToEndAsync() =>
        (await _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Ends it with SIGKILL.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Ends its standard input, which is what it waits for, and waits for its exit.</summary>
    public async Task<int> FinishAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
