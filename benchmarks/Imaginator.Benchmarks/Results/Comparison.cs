using System.Globalization;
using System.Text;

namespace Imaginator.Benchmarks.Results;

/// <summary>What was measured beside what was accepted before.</summary>
internal sealed class Comparison(IReadOnlyDictionary<string, double>? accepted)
{
    /// <summary>A ratio that grew by more than this has got worse.</summary>
    private const double Tolerance = 0.20;

    /// <summary>Whether something has become slower, relative to its baseline, than chance explains.</summary>
    public bool IsWorse(MeasuredRatio measured) =>
        accepted is not null
        && accepted.TryGetValue(measured.Key, out var before)
        && measured.Ratio > before * (1 + Tolerance);

    /// <summary>A table for people.</summary>
    public string ToTable(IReadOnlyList<MeasuredRatio> ratios)
    {
        var text = new StringBuilder();
        var width = ratios.Max(ratio => ratio.Key.Length);
        text.AppendLine(CultureInfo.InvariantCulture, $"{"measured".PadRight(width)}         ms   ratio  before");
        foreach (var ratio in ratios)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{ratio.Key.PadRight(width)} {ratio.Milliseconds,10:0.0} {ratio.Ratio,7:0.000} {Describe(ratio)}");
        }

        return text.ToString();
    }

    private string Describe(MeasuredRatio ratio)
    {
        if (accepted is null || !accepted.TryGetValue(ratio.Key, out var before))
        {
            return "    new";
        }

        var change = (ratio.Ratio / before) - 1;
        return string.Create(CultureInfo.InvariantCulture, $"{before,7:0.000} {change,6:+0%;-0%;0%}{(IsWorse(ratio) ? "  WORSE" : "")}");
    }
}
