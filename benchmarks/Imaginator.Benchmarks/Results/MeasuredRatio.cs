namespace Imaginator.Benchmarks.Results;

/// <summary>How long something takes beside the baseline of its class, measured in the same run.</summary>
/// <param name="Class">The class of the benchmark.</param>
/// <param name="Name">What was measured, with its parameters.</param>
/// <param name="Ratio">
/// The shortest time divided by the baseline's shortest time. Whatever else the machine does only ever adds time, so
/// the shortest of several is what changes least from run to run.
/// </param>
/// <param name="Milliseconds">The shortest time.</param>
internal sealed record MeasuredRatio(Type Class, string Name, double Ratio, double Milliseconds)
{
    /// <summary>What it is called in result files.</summary>
    public string Key => $"{Class.Name}: {Name}";
}
