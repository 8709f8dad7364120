using Imaginator.Sandbox.Protocol.Denials;

namespace Imaginator.Sandbox.Supervision;

/// <summary>Counts denied system calls. Bounded: programs choose their names, and make any number of calls.</summary>
internal sealed class DenialCounter
{
    private readonly Dictionary<Denial, int> _counts = [];
    private int _others;

    /// <summary>Adds a denied call.</summary>
    public void Add(Denial denial)
    {
        if (_counts.TryGetValue(denial, out var count))
        {
            _counts[denial] = Increment(count);
        }
        else if (_counts.Count < DenialReport.MaximumDenials)
        {
            _counts.Add(denial, 1);
        }
        else
        {
            _others = Increment(_others);
        }
    }

    /// <summary>Reports everything since the last report.</summary>
    /// <param name="commandId">The command that the report belongs to.</param>
    public DenialReport Take(int commandId)
    {
        var report = new DenialReport(commandId, [.. _counts.Select(pair => (pair.Key, pair.Value))], _others);
        _counts.Clear();
        _others = 0;
        return report;
    }

    private static int Increment(int count) => count == int.MaxValue ? count : count + 1;
}
