namespace Imaginator.Plugins.LocalStore.Uploads;

/// <summary>Measures the total duration of flushes.</summary>
internal sealed class FlushTimer(TimeProvider timeProvider)
{
    public TimeSpan Total { get; private set; }

    public async Task MeasureAsync(Func<Task> flush)
    {
        var started = timeProvider.GetTimestamp();
        await flush();
        Total += timeProvider.GetElapsedTime(started);
    }

    public void Measure(Action flush)
    {
        var started = timeProvider.GetTimestamp();
        flush();
        Total += timeProvider.GetElapsedTime(started);
    }
}
