namespace Imaginator.Benchmarks.Gate;

/// <summary>How long something takes compared with its baseline, measured in the same run.</summary>
/// <param name="Group">What is measured together: the class of a BenchmarkDotNet benchmark, or the whole system.</param>
/// <param name="Name">What was measured, with its parameters and, for the whole system, the baseline.</param>
/// <param name="Ratio">
/// The time divided by the time of the baseline. BenchmarkDotNet compares the shortest times, because other work on the
/// machine can only add time. The whole system compares the medians.
/// </param>
/// <param name="Milliseconds">The time.</param>
internal sealed record MeasuredRatio(string Group, string Name, double Ratio, double Milliseconds)
{
    /// <summary>The name in result files.</summary>
    public string Key => $"{Group}: {Name}";
}
