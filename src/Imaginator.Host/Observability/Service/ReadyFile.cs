using System.Globalization;
using Imaginator.Hosting.Flags;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Observability.Service;

/// <summary>The file that is there while the daemon is ready, for those that start it without systemd.</summary>
/// <param name="flags">Name the file.</param>
/// <param name="logger">Gets failures.</param>
internal sealed class ReadyFile(FlagValues flags, ILogger<ReadyFile> logger) : IHostedLifecycleService
{
    private readonly string _path = flags.Get(ServiceFlags.ReadyFile);

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        Try(() =>
        {
            // At once, with its contents: whoever waits for it reads it as soon as it is there.
            var next = _path + ".next";
            File.WriteAllText(next, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
            File.Move(next, _path, overwrite: true);
        });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        Try(() => File.Delete(_path));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Try(Action write)
    {
        if (_path.Length == 0)
        {
            return;
        }

        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ObservabilityLog.ReadyFileNotWritten(logger, _path, e.Message);
        }
    }
}
