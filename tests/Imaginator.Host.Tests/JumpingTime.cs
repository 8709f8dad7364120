using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Host.Tests;

/// <summary>A time whose clock can be set, which timers and timestamps do not notice.</summary>
internal sealed class JumpingTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private long _offset;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Volatile.Read(ref _offset));

    public override long GetTimestamp() => base.GetUtcNow().Ticks;

    /// <summary>Sets the clock forward, or back.</summary>
    public void SetClock(TimeSpan jump) => Interlocked.Add(ref _offset, jump.Ticks);
}
