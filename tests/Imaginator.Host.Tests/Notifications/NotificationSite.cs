using System.Collections.Immutable;
using Imaginator.Host.Notifications.Announcing;
using Imaginator.Host.Notifications.Delivering;
using Imaginator.Host.Notifications.Outbox;
using Imaginator.Hosting.Configuration;
using Imaginator.Hosting.Plugins;
using Imaginator.Notifications;

namespace Imaginator.Host.Tests.Notifications;

/// <summary>The outbox, the receivers and the deliveries of one test. A new loop is a restart of the daemon.</summary>
internal sealed class NotificationSite : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly TemporaryDirectory _directory = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public NotificationSite(OutboxLimits? limits = null)
    {
        Limits = limits ?? new OutboxLimits();
        Outbox = Open();
        Loop = CreateLoop();
        Settings = SettingsOf(Receiver("one"));
    }

    public JumpingTime Time { get; } = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    public RecordingLogger Log { get; } = new();

    public FakeNotifier Notifier { get; } = new();

    public OutboxLimits Limits { get; }

    public DeliveryOutbox Outbox { get; private set; }

    public DeliveryLoop Loop { get; private set; }

    public NotificationSettings Settings { get; set; }

    public SecretVariables Secrets { get; set; } = SecretVariables.None;

    public Announcer Announcer => new(() => Settings, Outbox, Time);

    public string OutboxPath => _directory.PathOf("notifications.sqlite");

    public static NotificationSettings SettingsOf(params ReadOnlySpan<ReceiverDefinition> receivers) =>
        new() { BaseUrl = "https://imaginator.example.org", Receivers = [.. receivers] };

    /// <summary>A receiver of the fake notifier for all events.</summary>
    public static ReceiverDefinition Receiver(string name, params ReadOnlySpan<(string Name, string Value)> settings)
    {
        var all = ImmutableDictionary.CreateBuilder<string, string?>(StringComparer.OrdinalIgnoreCase);
        all["name"] = name;
        foreach (var (setting, value) in settings)
        {
            all[setting] = value;
        }

        return new ReceiverDefinition
        {
            Name = name, Type = "fake", Events = [.. NotificationEventNames.All], Settings = all.ToImmutable(),
        };
    }

    public static BuildFailed Failed(string error = "failed", string stream = "base") =>
        new() { StreamName = stream, Build = new NotifiedBuild { Id = "0123456789abc" }, Error = error };

    public void Announce(string error = "failed") => Announcer.Announce([Failed(error)], "/builds/0123456789abc");

    /// <summary>Starts to deliver.</summary>
    public void Start() => _running = Loop.RunAsync(_stop.Token);

    /// <summary>Ends the loop, and makes a new one over the same file.</summary>
    public async Task RestartAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Outbox.Dispose();
        Outbox = Open();
        Loop = CreateLoop();
    }

    /// <summary>Replaces the settings, as a reload of the configuration does.</summary>
    public void Reload(NotificationSettings settings)
    {
        Settings = settings;
        Outbox.Changed.Raise();
    }

    /// <summary>Lets time pass until something is so.</summary>
    public Task UntilAsync(Func<bool> condition, TimeSpan? step = null) => Wait.UntilAsync(() =>
    {
        if (condition())
        {
            return true;
        }

        Time.Advance(step ?? Step);
        return false;
    });

    public ImmutableArray<Delivery> Deliveries() => Outbox.Query(new DeliveryQuery()).Deliveries;

    public Delivery Find(long id) => Outbox.Find(id)!;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        Outbox.Dispose();
        _directory.Dispose();
    }

    private DeliveryOutbox Open() => new(OutboxPath, Limits, Time, new LoggerOf<DeliveryOutbox>(Log));

    private DeliveryLoop CreateLoop() => new(
        Outbox,
        () => Settings,
        new ReceiverOpener(
            new PluginSet { Notifiers = ImmutableSortedDictionary<string, INotifier>.Empty.Add("fake", Notifier) },
            () => Secrets,
            text => Secrets.Masker.Mask(text)),
        new RetrySchedule(() => 0.5),
        Time,
        new LoggerOf<DeliveryLoop>(Log));
}
