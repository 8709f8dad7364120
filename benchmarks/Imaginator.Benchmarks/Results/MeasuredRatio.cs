namespace Imaginator.Benchmarks.Results;

/// <summary>How long something takes beside the baseline of its group, measured in the same run.</summary>
/// <param name="Group">What is measured together: the class of a BenchmarkDotNet benchmark, or the whole system.</param>
/// <param name="Name">What was measured, with its parameters.</param>
/// <param name="Ratio">
/// The time divided by the baseline's. Of BenchmarkDotNet's the shortest times: whatever else the machine does only ever
/// adds time. Of the whole system's the medians.
/// </param>
/// <param name="Milliseconds">The time.</param>
internal sealed record MeasuredRatio(string Group, string Name, double Ratio, double Milliseconds)
{
    /// <summary>What it is called in result files.</summary>
    public string Key => $"{Group}: {Name}";
}
