using Imaginator.Benchmarks.Gate;

namespace Imaginator.Benchmarks.Tests;

/// <summary>Noise cannot close the gate, a regression does.</summary>
public sealed class RegressionGateTests
{
    private const string Key = "Group: work";

    private readonly RegressionGate _gate = new(new Dictionary<string, double> { [Key] = 1.5, ["Group: other"] = 1 });

    [Theory]
    [InlineData(0.7)]
    [InlineData(1.5)]
    [InlineData(2.99)]
    public void Passes_ARatioLessThanTwiceAsBad(double ratio)
    {
        Measure(ratio);
        Assert.Empty(_gate.Suspicious);
        Assert.Empty(_gate.Regressed);
    }

    [Theory]
    [InlineData(3.0, 3.0, 3.0)]
    [InlineData(9.0, 3.1, 4.0)]
    public void Fails_ARatioTwiceAsBadInThreeMeasurements(double first, double second, double third)
    {
        Measure(first);
        Assert.Equal([Key], _gate.Suspicious);
        Assert.Empty(_gate.Regressed);
        Measure(second);
        Assert.Equal([Key], _gate.Suspicious);
        Assert.Empty(_gate.Regressed);
        Measure(third);
        Assert.Empty(_gate.Suspicious);
        Assert.Equal([Key], _gate.Regressed);
        Assert.Contains("REGRESSION: twice as bad in 3 measurements", Row(noise: 0.1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9.0, 2.9, 9.0)]
    [InlineData(9.0, 9.0, 2.9)]
    public void Passes_ARatioThatIsBetterOnce(double first, double second, double third)
    {
        Measure(first);
        Measure(second);
        Measure(third);
        Assert.Empty(_gate.Suspicious);
        Assert.Empty(_gate.Regressed);
    }

    [Fact]
    public void Passes_ARatioThatWasNeverAccepted()
    {
        _gate.Add([new("Group", "new", 100, 1)]);
        Assert.Empty(_gate.Suspicious);
        Assert.EndsWith(" new\n", _gate.ToTable(_ => 0), StringComparison.Ordinal);

        var unknownMachine = new RegressionGate(null);
        unknownMachine.Add([new("Group", "work", 100, 1)]);
        Assert.Empty(unknownMachine.Suspicious);
    }

    [Fact]
    public void Suspects_TheWorstRatioFirst()
    {
        _gate.Add([new("Group", "other", 2.5, 1), new("Group", "work", 6, 1)]);
        Assert.Equal([Key, "Group: other"], _gate.Suspicious);
    }

    [Fact]
    public void Shows_TheBestMeasurement()
    {
        Measure(9);
        Measure(1.8);
        Assert.Equal(1.8, Assert.Single(_gate.Best).Ratio);
    }

    [Theory]
    [InlineData(2.1, 0.1, "+40%    10%  slower than the noise explains")]
    [InlineData(2.1, 0.5, "+40%    50%")]
    [InlineData(1.6, 0.01, "+7%     1%")]
    [InlineData(1.2, 0.1, "-20%    10%")]
    [InlineData(4.0, 0.1, "+167%    10%  suspicious: twice as bad, measured too rarely to be certain")]
    public void Prints_AChangeWithTheNoiseBesideIt(double ratio, double noise, string expected)
    {
        Measure(ratio);
        Assert.EndsWith(expected, Row(noise), StringComparison.Ordinal);
    }

    [Fact]
    public void Noise_IsTheLargestDifferenceOfTwoRuns()
    {
        Assert.Equal(0.5, NoiseProbe.Largest([(100, 101), (150, 100), (100, 120)]), 3);
        Assert.Equal(0, NoiseProbe.Largest([]));
        var runs = 0;
        NoiseProbe.Measure(2, () => runs++);
        Assert.Equal(5, runs); // One to warm up, and two pairs.
    }

    private void Measure(double ratio) => _gate.Add([new("Group", "work", ratio, 1)]);

    private string Row(double noise) =>
        _gate.ToTable(_ => noise).Split('\n').Single(line => line.StartsWith(Key, StringComparison.Ordinal));
}
