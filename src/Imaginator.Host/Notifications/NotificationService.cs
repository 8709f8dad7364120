using Imaginator.Host.Notifications.Delivering;
using Imaginator.Host.Notifications.Sources;
using Microsoft.Extensions.Hosting;

namespace Imaginator.Host.Notifications;

/// <summary>
/// Runs the parts of notifications as soon as the configuration has a receiver, and until the daemon stops. A daemon without receivers does
/// nothing here.
/// </summary>
internal sealed class NotificationService(
    ReceiverSignal signal, DeliveryLoop deliveries, ExpirationScan expirations, WorkerWatch workers) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await signal.WaitForReceiverAsync(stoppingToken);
        await Task.WhenAll(
            deliveries.RunAsync(stoppingToken), expirations.RunAsync(stoppingToken), workers.RunAsync(stoppingToken));
    }
}
