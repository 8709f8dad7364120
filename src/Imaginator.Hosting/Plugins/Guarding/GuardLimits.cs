namespace Imaginator.Hosting.Plugins.Guarding;

/// <summary>
/// The limits of calls into plugins. They are generous: a build, a scan of manifests and a request have their own, shorter limits, which
/// cancel calls. These end calls that nothing else ends.
/// </summary>
internal sealed record GuardLimits
{
    /// <summary>
    /// How long a plugin can take to load. Usual ones need less than a second; several that hang must not exceed the time in which
    /// systemd expects the daemon to start (<c>TimeoutStartSec</c> of the unit).
    /// </summary>
    public TimeSpan Loading { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The deadline of <see cref="PluginCallKind.Property"/>.</summary>
    public TimeSpan Property { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The deadline of <see cref="PluginCallKind.Opening"/>.</summary>
    public TimeSpan Opening { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The deadline of <see cref="PluginCallKind.Answer"/>.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The deadline of <see cref="PluginCallKind.Transfer"/>.</summary>
    public TimeSpan Transfer { get; init; } = TimeSpan.FromHours(6);

    /// <summary>The deadline of <see cref="PluginCallKind.Delivery"/>. A failed delivery is repeated.</summary>
    public TimeSpan Delivery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The deadline of <see cref="PluginCallKind.Disposal"/>.</summary>
    public TimeSpan Disposal { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a call can take to end after its cancellation. Then it is given up.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The number of given up calls after which a plugin is disabled. Each of them can keep a thread and its memory.</summary>
    public int MaximumGivenUp { get; init; } = 3;

    public TimeSpan Of(PluginCallKind kind) => kind switch
    {
        PluginCallKind.Property => Property,
        PluginCallKind.Opening => Opening,
        PluginCallKind.Answer => Answer,
        PluginCallKind.Transfer => Transfer,
        PluginCallKind.Delivery => Delivery,
        PluginCallKind.Disposal => Disposal,
        _ => Timeout.InfiniteTimeSpan,
    };
}
