namespace Imaginator.Benchmarks.Gate;

/// <summary>Measures ratios.</summary>
internal interface IBenchmarkPart : IDisposable
{
    /// <summary>
    /// How much the machine disturbs the measurements: the largest difference, as a fraction, between two runs of the same
    /// command one after the other. Known after the first measurement.
    /// </summary>
    double Noise { get; }

    /// <summary>Measures everything, or some ratios again.</summary>
    /// <param name="keys">The ratios to measure; null for all that the command line selects. Others may be measured with them.</param>
    /// <returns>The ratios.</returns>
    /// <exception cref="InvalidOperationException">Something could not be measured.</exception>
    IReadOnlyList<MeasuredRatio> Measure(IReadOnlyCollection<string>? keys);
}
