using System.Collections.Immutable;

namespace Imaginator.Host.History.Logs;

/// <summary>
/// Collects the marks of a log that grows. Bytes that are written soon after a mark share its time: at first within a tenth of a
/// second, and within longer times as the number of marks grows, so that they need little memory however long the build. Not
/// thread-safe.
/// </summary>
internal sealed class LogMarkList
{
    private const int MarksOfOneStep = 20_000;
    private const int MaximumStages = 1000;
    private static readonly TimeSpan FirstStep = TimeSpan.FromMilliseconds(100);

    private readonly ImmutableArray<LogMark>.Builder _marks = ImmutableArray.CreateBuilder<LogMark>();
    private int _stages;

    /// <summary>Adds the time of bytes from an offset on.</summary>
    /// <returns>The mark; null if the bytes share the time of the last one.</returns>
    public LogMark? Add(long offset, DateTimeOffset now) =>
        _marks.Count > 0 && (now - _marks[^1].At).Duration() < Step ? null : Append(new LogMark(offset, now));

    /// <summary>Adds a stage that begins at an offset.</summary>
    /// <returns>The mark; null if there are too many stages.</returns>
    public LogMark? AddStage(long offset, DateTimeOffset now, string stage) =>
        ++_stages > MaximumStages ? null : Append(new LogMark(offset, now, stage));

    public ImmutableArray<LogMark> ToImmutable() => _marks.ToImmutable();

    /// <summary>As <see cref="LogMarks.Between"/>.</summary>
    public ImmutableArray<LogMark> Between(long from, long until) => LogMarkSearch.Between(_marks, from, until);

    private TimeSpan Step => FirstStep * (1L << Math.Min(30, _marks.Count / MarksOfOneStep));

    private LogMark Append(LogMark mark)
    {
        _marks.Add(mark);
        return mark;
    }
}
