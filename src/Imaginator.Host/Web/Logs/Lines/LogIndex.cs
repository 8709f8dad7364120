using System.Collections.Immutable;

namespace Imaginator.Host.Web.Logs.Lines;

/// <summary>The lines and stages of a log up to a position, without their text. Immutable.</summary>
internal sealed record LogIndex
{
    /// <summary>The number of lines.</summary>
    public required int Lines { get; init; }

    /// <summary>The number of bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>The sections, which cover all lines.</summary>
    public required ImmutableArray<LogSection> Sections { get; init; }

    /// <summary>The number of the first line that looks like an error; null if none does, or if it is not known.</summary>
    public required int? FirstError { get; init; }

    /// <summary>The start of the next line.</summary>
    public required LogPosition End { get; init; }

    /// <summary>Some starts of lines, in order, from which reading can begin.</summary>
    internal required ImmutableArray<LogPosition> Checkpoints { get; init; }

    /// <summary>The last checkpoint at or before a line.</summary>
    public LogPosition Before(int line)
    {
        var (low, high) = (0, Checkpoints.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Checkpoints[middle].Line <= line)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low == 0 ? LogPosition.Start : Checkpoints[low - 1];
    }
}
