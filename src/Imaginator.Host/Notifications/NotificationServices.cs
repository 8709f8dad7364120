using Imaginator.Host.Configuration;
using Imaginator.Host.History.Records;
using Imaginator.Host.Notifications.Announcing;
using Imaginator.Host.Notifications.Delivering;
using Imaginator.Host.Notifications.Outbox;
using Imaginator.Host.Notifications.Sources;
using Imaginator.Host.Queue.Listeners;
using Imaginator.Host.Schedule;
using Imaginator.Host.Workers;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Flags;
using Imaginator.Hosting.Plugins;
using Imaginator.ImageStores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Imaginator.Host.Notifications;

/// <summary>Registers notifications.</summary>
internal static class NotificationServices
{
    private const string FileName = "notifications.sqlite";

    /// <summary>
    /// Adds notifications to a daemon with a configuration, a queue, a history, a schedule and workers. Must follow the history: its listener
    /// records a build before it is announced.
    /// </summary>
    public static void AddNotifications(this IServiceCollection services, FlagValues flags)
    {
        var path = Path.Combine(Path.GetFullPath(flags.Get(SharedFlags.StateDirectory)), FileName);
        services.AddSingleton(provider => new DeliveryOutbox(
            path,
            new OutboxLimits(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DeliveryOutbox>>()));
        services.AddSingleton(provider => new Announcer(
            SettingsOf(provider), provider.GetRequiredService<DeliveryOutbox>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(CreateLoop);
        services.AddSingleton(provider => new Deliveries(
            SettingsOf(provider), provider.GetRequiredService<DeliveryOutbox>(), provider.GetRequiredService<DeliveryLoop>()));
        services.AddSingleton(CreateScan);
        services.AddSingleton(provider => new WorkerWatch(
            provider.GetRequiredService<Announcer>(),
            provider.GetService<IWorkerAdministration>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ReceiverSignal>();
        services.AddSingleton<IBuildListener>(provider => new BuildNotifications(
            provider.GetRequiredService<Announcer>(),
            provider.GetRequiredService<BuildHistory>(),
            provider.GetRequiredService<ILogger<BuildNotifications>>()));
        services.AddHostedService<NotificationService>();
    }

    private static Func<NotificationSettings> SettingsOf(IServiceProvider provider)
    {
        var configuration = provider.GetRequiredService<LiveConfiguration>();
        return () => configuration.Current.Main.Notifications;
    }

    private static DeliveryLoop CreateLoop(IServiceProvider provider)
    {
        var configuration = provider.GetRequiredService<LiveConfiguration>();
        var outbox = provider.GetRequiredService<DeliveryOutbox>();
        configuration.Changed += (_, _) => outbox.Changed.Raise();
        return new DeliveryLoop(
            outbox,
            SettingsOf(provider),
            new ReceiverOpener(
                provider.GetRequiredService<PluginSet>(), () => configuration.Secrets, text => configuration.Masker.Mask(text)),
            new RetrySchedule(Random.Shared.NextDouble),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DeliveryLoop>>());
    }

    private static ExpirationScan CreateScan(IServiceProvider provider)
    {
        var configuration = provider.GetRequiredService<LiveConfiguration>();
        return new ExpirationScan(
            provider.GetRequiredService<Announcer>(),
            provider.GetRequiredService<DeliveryOutbox>(),
            provider.GetRequiredService<IImageStore>(),
            () => configuration.Current.Main,
            provider.GetService<RebuildOptions>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ExpirationScan>>());
    }
}
