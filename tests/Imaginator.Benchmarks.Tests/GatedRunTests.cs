using Imaginator.Benchmarks.Gate;
using Microsoft.Extensions.Time.Testing;

namespace Imaginator.Benchmarks.Tests;

/// <summary>What is measured again, and how often.</summary>
public sealed class GatedRunTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(150);

    private readonly FakeTimeProvider _time = new();
    private readonly RegressionGate _gate = new(new Dictionary<string, double> { ["P: a"] = 1, ["P: b"] = 1, ["Q: c"] = 1 });

    [Fact]
    public void Measures_EverythingOnceWhereNothingIsSuspicious()
    {
        using var p = new Part(_time, ("a", [1.9]), ("b", [0.5]));
        using var q = new Part(_time, "Q", ("c", [1]));
        Run(p, q);
        Assert.Equal([null], p.Asked);
        Assert.Equal([null], q.Asked);
    }

    [Fact]
    public void Repeats_OnlyWhatIsSuspicious_UntilItIsClear()
    {
        using var p = new Part(_time, ("a", [2.5, 1.1]), ("b", [1]));
        using var q = new Part(_time, "Q", ("c", [3, 3, 3]));
        Run(p, q);
        Assert.Equal([null, "P: a"], p.Asked);
        Assert.Equal([null, "Q: c", "Q: c"], q.Asked);
        Assert.Equal(["Q: c"], _gate.Regressed);
    }

    [Fact]
    public void Repeats_TheWorst_WhateverTheTime()
    {
        using var p = new Part(_time, ("a", [3, 3, 3]), ("b", [4, 4, 4])) { Takes = TimeSpan.FromHours(1) };
        Run(p);
        Assert.Equal([null, "P: b", "P: b"], p.Asked);
        Assert.Equal(["P: b"], _gate.Regressed);
        Assert.Equal(["P: a"], _gate.Suspicious);
    }

    [Fact]
    public void Repeats_EverythingSuspicious_WithoutALimit()
    {
        using var p = new Part(_time, ("a", [3, 3, 3]), ("b", [4, 4, 4])) { Takes = TimeSpan.FromHours(1) };
        new GatedRun([p], _gate, _time, Timeout.InfiniteTimeSpan).Measure();
        Assert.Equal(["P: a", "P: b"], _gate.Regressed);
    }

    [Fact]
    public void Knows_TheNoiseOfEachRatio()
    {
        using var p = new Part(_time, ("a", [1])) { Noise = 0.1 };
        using var q = new Part(_time, "Q", ("c", [1])) { Noise = 0.4 };
        var run = new GatedRun([p, q], _gate, _time, _limit);
        run.Measure();
        Assert.Equal(0.1, run.NoiseOf("P: a"));
        Assert.Equal(0.4, run.NoiseOf("Q: c"));
    }

    private void Run(params IBenchmarkPart[] parts) => new GatedRun(parts, _gate, _time, _limit).Measure();

    /// <summary>A part whose ratios are known beforehand.</summary>
    private sealed class Part(FakeTimeProvider time, string group, params (string Name, double[] Ratios)[] works) : IBenchmarkPart
    {
        private readonly Dictionary<string, Queue<double>> _ratios =
            works.ToDictionary(work => work.Name, work => new Queue<double>(work.Ratios));

        public Part(FakeTimeProvider time, params (string Name, double[] Ratios)[] works) : this(time, "P", works)
        {
        }

        public double Noise { get; init; }

        public TimeSpan Takes { get; init; } = TimeSpan.FromSeconds(10);

        /// <summary>The keys that were asked for; null for all.</summary>
        public List<string?> Asked { get; } = [];

        public IReadOnlyList<MeasuredRatio> Measure(IReadOnlyCollection<string>? keys)
        {
            Asked.Add(keys?.Single());
            time.Advance(Takes);
            return
            [
                .. _ratios.Select(pair => new MeasuredRatio(group, pair.Key, 0, 1))
                    .Where(ratio => keys is null || keys.Contains(ratio.Key))
                    .Select(ratio => ratio with { Ratio = _ratios[ratio.Name].Dequeue() }),
            ];
        }

        public void Dispose()
        {
        }
    }
}
