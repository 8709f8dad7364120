using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Plugins.LocalStore.Tests.Support;

/// <summary>A machine whose clock can be set, independently of its uptime.</summary>
internal sealed class WallClock : FakeTimeProvider
{
    public WallClock()
        : base(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>The error of the clock.</summary>
    public TimeSpan Error { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Error;

    public override long GetTimestamp() => base.GetUtcNow().Ticks;
}
