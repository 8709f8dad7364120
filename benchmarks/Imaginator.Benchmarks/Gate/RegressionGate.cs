using System.Globalization;
using System.Text;

namespace Imaginator.Benchmarks.Gate;

/// <summary>
/// Decides which ratios are regressions: those that were at least twice as bad as accepted in three measurements. One better
/// measurement clears a ratio, because a disturbed machine can only make it worse.
/// </summary>
/// <param name="accepted">The accepted ratios by key; null if none was accepted on this kind of machine.</param>
internal sealed class RegressionGate(IReadOnlyDictionary<string, double>? accepted)
{
    /// <summary>A ratio of this multiple of the accepted one is suspicious.</summary>
    public const double Limit = 2;

    /// <summary>How often a suspicious ratio is measured, the first time included.</summary>
    public const int Repetitions = 3;

    // A smaller change is not worth a word, even on a quiet machine.
    private const double Negligible = 0.20;

    private readonly SortedDictionary<string, List<MeasuredRatio>> _measured = new(StringComparer.Ordinal);

    /// <summary>The best measurement of each ratio, in the order of their keys.</summary>
    public IReadOnlyList<MeasuredRatio> Best => [.. _measured.Values.Select(BestOf)];

    /// <summary>The ratios to measure again, the worst first.</summary>
    public IReadOnlyList<string> Suspicious => [.. _measured
        .Where(pair => IsTwiceAsBad(pair.Value) && pair.Value.Count < Repetitions)
        .OrderByDescending(pair => ChangeOf(BestOf(pair.Value)))
        .Select(pair => pair.Key)];

    /// <summary>The ratios that close the gate.</summary>
    public IReadOnlyList<string> Regressed => [.. _measured
        .Where(pair => IsTwiceAsBad(pair.Value) && pair.Value.Count >= Repetitions)
        .Select(pair => pair.Key)];

    /// <summary>Adds measurements.</summary>
    public void Add(IEnumerable<MeasuredRatio> ratios)
    {
        foreach (var ratio in ratios)
        {
            if (!_measured.TryGetValue(ratio.Key, out var before))
            {
                _measured[ratio.Key] = before = [];
            }

            before.Add(ratio);
        }
    }

    /// <summary>A table for people.</summary>
    /// <param name="noise">The noise of the machine while a ratio was measured, as a fraction.</param>
    public string ToTable(Func<string, double> noise)
    {
        var text = new StringBuilder();
        var width = _measured.Keys.Select(key => key.Length).DefaultIfEmpty().Max();
        text.AppendLine(CultureInfo.InvariantCulture, $"{"measured".PadRight(width)}         ms   ratio accepted change  noise");
        foreach (var (key, ratios) in _measured)
        {
            var best = BestOf(ratios);
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{key.PadRight(width)} {best.Milliseconds,10:0.0} {best.Ratio,7:0.000} {Describe(best, ratios, noise(key))}");
        }

        return text.ToString();
    }

    private static MeasuredRatio BestOf(List<MeasuredRatio> ratios) => ratios.MinBy(ratio => ratio.Ratio)!;

    private bool IsTwiceAsBad(List<MeasuredRatio> ratios) => ChangeOf(BestOf(ratios)) >= Limit;

    // The multiple of the accepted ratio; null if there is none.
    private double? ChangeOf(MeasuredRatio ratio) =>
        accepted is not null && accepted.TryGetValue(ratio.Key, out var before) ? ratio.Ratio / before : null;

    private string Describe(MeasuredRatio best, List<MeasuredRatio> ratios, double noise)
    {
        if (ChangeOf(best) is not { } multiple)
        {
            return "     new";
        }

        var change = multiple - 1;
        var verdict = (IsTwiceAsBad(ratios), ratios.Count >= Repetitions) switch
        {
            (true, true) => $"  REGRESSION: twice as bad in {ratios.Count} measurements",
            (true, false) => "  suspicious: twice as bad, measured too rarely to be certain",
            _ when change > Math.Max(Negligible, noise) => "  slower than the noise explains",
            _ => "",
        };
        return string.Create(
            CultureInfo.InvariantCulture, $"{accepted![best.Key],8:0.000} {change,6:+0%;-0%;0%} {noise,6:0%}{verdict}");
    }
}
