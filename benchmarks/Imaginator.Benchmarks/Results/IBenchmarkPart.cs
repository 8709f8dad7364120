namespace Imaginator.Benchmarks.Results;

/// <summary>Measures some groups of ratios.</summary>
internal interface IBenchmarkPart
{
    /// <summary>Measures everything, or some groups again.</summary>
    /// <param name="groups">The groups; null for all that the command line asks for.</param>
    /// <returns>The ratios.</returns>
    /// <exception cref="InvalidOperationException">Something could not be measured.</exception>
    IReadOnlyList<MeasuredRatio> Measure(IReadOnlyCollection<string>? groups);
}
