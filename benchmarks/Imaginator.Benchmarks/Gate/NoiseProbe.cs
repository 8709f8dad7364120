using System.Diagnostics;

namespace Imaginator.Benchmarks.Gate;

/// <summary>Times a command against itself.</summary>
internal static class NoiseProbe
{
    /// <summary>The largest difference between two runs of a command one after the other, as a fraction of the shorter.</summary>
    /// <param name="pairs">How many pairs of runs are compared; one run more warms up.</param>
    /// <param name="command">The command.</param>
    public static double Measure(int pairs, Action command)
    {
        command();
        return Largest(Enumerable.Range(0, pairs).Select(_ => (Time(command), Time(command))));
    }

    /// <summary>The largest difference of pairs of times, as a fraction of the shorter.</summary>
    public static double Largest(IEnumerable<(double First, double Second)> pairs) =>
        pairs.Select(pair => (Math.Max(pair.First, pair.Second) / Math.Min(pair.First, pair.Second)) - 1).DefaultIfEmpty().Max();

    private static double Time(Action command)
    {
        var started = Stopwatch.GetTimestamp();
        command();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
