namespace Imaginator.Benchmarks.Gate;

/// <summary>Measures all parts, and what looks like a regression again.</summary>
/// <param name="parts">The parts.</param>
/// <param name="gate">Decides what is measured again.</param>
/// <param name="time">The clock.</param>
/// <param name="limit">
/// When to stop measuring again; infinite for never. The worst ratio is measured as often as it needs in any case: a run that is slow because
/// of a regression must fail.
/// </param>
internal sealed class GatedRun(IReadOnlyList<IBenchmarkPart> parts, RegressionGate gate, TimeProvider time, TimeSpan limit)
{
    private readonly Dictionary<string, IBenchmarkPart> _partOfKey = new(StringComparer.Ordinal);

    /// <summary>Measures.</summary>
    public void Measure()
    {
        var started = time.GetTimestamp();
        foreach (var part in parts)
        {
            Add(part, part.Measure(null));
        }

        for (var isFirst = true; gate.Suspicious is [var worst, ..] && (isFirst || !IsOver(started)); isFirst = false)
        {
            while (gate.Suspicious.Contains(worst))
            {
                var part = _partOfKey[worst];
                Add(part, part.Measure([worst]));
            }
        }
    }

    /// <summary>The noise while a ratio was measured.</summary>
    public double NoiseOf(string key) => _partOfKey[key].Noise;

    private bool IsOver(long started) => limit != Timeout.InfiniteTimeSpan && time.GetElapsedTime(started) >= limit;

    private void Add(IBenchmarkPart part, IReadOnlyList<MeasuredRatio> ratios)
    {
        gate.Add(ratios);
        foreach (var ratio in ratios)
        {
            _partOfKey[ratio.Key] = part;
        }
    }
}
