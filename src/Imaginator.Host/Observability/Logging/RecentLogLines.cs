using System.Collections.Immutable;

namespace Imaginator.Host.Observability.Logging;

/// <summary>
/// The last lines of the daemon's log, for the status page: as in the file, secrets masked, not escaped for any page.
/// Thread-safe.
/// </summary>
internal sealed class RecentLogLines
{
    /// <summary>What is kept of one line, in characters: the memory that all of them take has a limit.</summary>
    public const int MaximumLength = 2048;

    private readonly Lock _lock = new();
    private readonly int _capacity;
    private readonly Queue<string> _lines = new();

    /// <summary>Creates the buffer.</summary>
    /// <param name="capacity">How many lines it keeps; may be zero.</param>
    public RecentLogLines(int capacity) => _capacity = capacity;

    /// <summary>The lines.</summary>
    /// <param name="maximum">How many at most: the newest of them.</param>
    /// <returns>The lines, oldest first, without line feeds.</returns>
    public ImmutableArray<string> Newest(int maximum = int.MaxValue)
    {
        lock (_lock)
        {
            return [.. _lines.Skip(_lines.Count - Math.Min(_lines.Count, maximum))];
        }
    }

    /// <summary>Adds what one event was written as.</summary>
    /// <param name="text">One or several lines.</param>
    internal void Add(string text)
    {
        if (_capacity == 0)
        {
            return;
        }

        lock (_lock)
        {
            foreach (var line in text.AsSpan().TrimEnd('\n').EnumerateLines())
            {
                if (_lines.Count == _capacity)
                {
                    _lines.Dequeue();
                }

                _lines.Enqueue(line.Length > MaximumLength ? $"{line[..MaximumLength]}…" : line.ToString());
            }
        }
    }
}
