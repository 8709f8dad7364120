using System.Collections.Immutable;

namespace Imaginator.Host.History.Logs;

/// <summary>The times and stages of a log, by position. Immutable.</summary>
/// <param name="marks">All marks in the order of their offsets.</param>
/// <param name="firstError">See <see cref="FirstError"/>.</param>
internal sealed class LogMarks(ImmutableArray<LogMark> marks, long? firstError)
{
    private readonly IReadOnlyList<LogMark> _list = marks;

    /// <summary>A log whose times are not known, for example one of an earlier version.</summary>
    public static LogMarks None { get; } = new([], null);

    /// <summary>All marks in the order of their offsets.</summary>
    public ImmutableArray<LogMark> All => marks;

    /// <summary>
    /// The position of the first line of the last stage that looks like an error, in bytes; null for none, and while the build runs.
    /// </summary>
    public long? FirstError => firstError;

    /// <summary>The marks at which stages begin.</summary>
    public IEnumerable<LogMark> Stages => marks.Where(mark => mark.Stage is not null);

    /// <summary>The time at which the byte at an offset was written; null if it is not known.</summary>
    public DateTimeOffset? TimeAt(long offset) =>
        LogMarkSearch.FirstFrom(_list, offset + 1) is > 0 and var next ? marks[next - 1].At : null;

    /// <summary>
    /// The marks of the bytes from an offset up to another one. The first mark has the first offset, and the time of the bytes there,
    /// if that is known.
    /// </summary>
    public ImmutableArray<LogMark> Between(long from, long until) => LogMarkSearch.Between(_list, from, until);

    /// <summary>The same marks, and the position of the first error.</summary>
    public LogMarks WithFirstError(long? offset) => new(marks, offset);
}
