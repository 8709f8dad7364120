using System.Diagnostics;

namespace Imaginator.Benchmarks.WholeSystem;

/// <summary>Something that is done several times, between preparations that do not count.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Work">Does it; is told the number of the round.</param>
internal sealed record TimedWork(string Name, Action<int> Work)
{
    private readonly List<double> _milliseconds = [];

    /// <summary>Comes before it.</summary>
    public Action<int> Prepare { get; init; } = _ => { };

    /// <summary>Comes after it.</summary>
    public Action<int> CleanUp { get; init; } = _ => { };

    /// <summary>How often the work is done in one go.</summary>
    public int Repetitions { get; init; } = 1;

    /// <summary>What was measured in each round, in milliseconds.</summary>
    public IReadOnlyList<double> Rounds => _milliseconds;

    /// <summary>The median of what was measured, for once.</summary>
    public double Milliseconds
    {
        get
        {
            var sorted = _milliseconds.Order().ToList();
            return sorted[sorted.Count / 2] / Repetitions;
        }
    }

    /// <summary>The same work, measured apart.</summary>
    public TimedWork Again() => new(Name, Work) { Prepare = Prepare, CleanUp = CleanUp, Repetitions = Repetitions };

    /// <summary>Does it, and measures it unless it is for warming up.</summary>
    public void Do(int round, bool isMeasured)
    {
        Prepare(round);
        var started = Stopwatch.GetTimestamp();
        Work(round);
        var elapsed = Stopwatch.GetElapsedTime(started);
        CleanUp(round);
        if (isMeasured)
        {
            _milliseconds.Add(elapsed.TotalMilliseconds);
        }
    }
}
