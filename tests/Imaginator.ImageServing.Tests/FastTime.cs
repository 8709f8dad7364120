namespace Imaginator.ImageServing.Tests;

/// <summary>A clock whose timers go off after a fiftieth of their time: waits before another attempt need not be long.</summary>
internal sealed class FastTime : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / 50 : dueTime, period);
}
