using System.Globalization;
using System.Text;
using Imaginator.Hosting.Flags;
using Imaginator.Linux.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Observability.Service;

/// <summary>A file that exists while the daemon is ready, for service managers other than systemd. It holds the process id.</summary>
internal sealed class ReadyFile(FlagValues flags, ILogger<ReadyFile> logger) : IHostedLifecycleService
{
    private const UnixFileMode Mode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly string _path = flags.Get(ServiceFlags.ReadyFile);

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        Try(() =>
        {
            var contents = Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
            DurableFile.Replace(_path, contents, Mode);
        });
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        Try(() => File.Delete(_path));
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ImaginatorException)
        {
            ServiceLog.ReadyFileNotChanged(logger, _path, e.Message);
        }
    }
}
