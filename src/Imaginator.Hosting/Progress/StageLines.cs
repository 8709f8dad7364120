using Imaginator.Building.Events;

namespace Imaginator.Hosting.Progress;

/// <summary>
/// The log lines of stages that a display shows by themselves, each to be left out once. A line that a script prints is left out
/// only if the display has just shown exactly the same. Not thread-safe.
/// </summary>
internal sealed class StageLines
{
    // The lines of events follow at once; those of lost output must not pile up.
    private const int MaximumCount = 32;

    private readonly Queue<string> _lines = new();

    /// <summary>Expects the line of a stage.</summary>
    public void Add(StageFinished finished)
    {
        if (_lines.Count == MaximumCount)
        {
            _lines.Dequeue();
        }

        _lines.Enqueue(finished.ToLogLine());
    }

    /// <summary>Whether a line is an expected one, which is no longer expected then.</summary>
    /// <param name="line">The line.</param>
    /// <param name="isPrefix">Whether the line may be cut off.</param>
    public bool Remove(string line, bool isPrefix = false)
    {
        var count = _lines.Count;
        var isFound = false;
        for (var i = 0; i < count; i++)
        {
            var expected = _lines.Dequeue();
            if (!isFound && line.Length > 0
                && (isPrefix ? expected.StartsWith(line, StringComparison.Ordinal) : expected == line))
            {
                isFound = true;
            }
            else
            {
                _lines.Enqueue(expected);
            }
        }

        return isFound;
    }
}
