using Microsoft.Extensions.Hosting;

namespace Imaginator.Host.Configuration.Watching;

/// <summary>
/// Checks every part of the configuration four times a second, with one or two system calls each. The parts do not wait for each
/// other.
/// </summary>
internal sealed class ConfigurationWatch(IEnumerable<IWatchedPart> parts, TimeProvider timeProvider) : BackgroundService
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(250);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(parts.Select(part => WatchAsync(part, stoppingToken)));

    private async Task WatchAsync(IWatchedPart part, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(CheckInterval, timeProvider);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await part.CheckAsync(cancellationToken);
        }
    }
}
