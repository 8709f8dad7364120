using Microsoft.Extensions.Hosting;

namespace Imaginator.Host.Configuration;

/// <summary>Looks at every part of the configuration four times a second: a system call or two each time.</summary>
/// <param name="parts">The parts; one that takes long does not keep the others waiting.</param>
/// <param name="time">The time.</param>
internal sealed class ConfigurationWatch(IEnumerable<IWatchedPart> parts, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(parts.Select(part => WatchAsync(part, stoppingToken)));

    private async Task WatchAsync(IWatchedPart part, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(LookInterval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await part.LookAsync(cancellationToken);
        }
    }
}
