namespace Imaginator.Host.Web.Logs.Lines;

/// <summary>Makes the index of a log from its lines. Not thread-safe.</summary>
/// <param name="firstError">The position of the first line that looks like an error; null if it is not known.</param>
internal sealed class LogIndexer(long? firstError) : ILogLines
{
    private const int FirstInterval = 256;
    private const int MaximumCheckpoints = 4096;
    private const string NoStage = "stage-";

    private readonly List<LogPosition> _checkpoints = [];
    private readonly List<(string Stage, string Anchor, int FirstLine, DateTimeOffset? At)> _stages = [];
    private readonly StageAnchors _anchors = new();
    private AnsiStyle _style;
    private int _interval = FirstInterval;
    private int _lines;
    private int? _firstError;

    public bool Add(in BuildLogLine line)
    {
        if (_lines % _interval == 0)
        {
            _checkpoints.Add(new LogPosition(line.Offset, line.Number, _style));
            ThinOut();
        }

        if (_lines == 0 && line.Stages.Count == 0)
        {
            _stages.Add(("", NoStage, line.Number, line.At));
        }

        foreach (var stage in line.Stages)
        {
            _stages.Add((stage, _anchors.Next(stage), line.Number, line.At));
        }

        if (_firstError is null && firstError is { } error && line.Offset + line.Text.Length + line.Omitted >= error)
        {
            _firstError = line.Number;
        }

        _lines = line.Number;
        _style = LineWriter.StyleAfter(line.Text, _style);
        return true;
    }

    /// <summary>The index of all lines that were added.</summary>
    /// <param name="bytes">The position after them.</param>
    /// <param name="stages">The stages at the end, which have no lines.</param>
    public LogIndex ToIndex(long bytes, IEnumerable<string> stages)
    {
        _stages.AddRange(stages.Select(stage => (stage, _anchors.Next(stage), _lines + 1, (DateTimeOffset?)null)));
        return new LogIndex
        {
            Lines = _lines,
            Bytes = bytes,
            Sections = [.. _stages.Select(SectionOf)],
            FirstError = _firstError,
            End = new LogPosition(bytes, _lines + 1, _style),
            Checkpoints = [.. _checkpoints],
        };
    }

    private LogSection SectionOf((string Stage, string Anchor, int FirstLine, DateTimeOffset? At) stage, int index)
    {
        var end = index + 1 < _stages.Count ? _stages[index + 1].FirstLine : _lines + 1;
        return new LogSection(stage.Stage, stage.Anchor, stage.FirstLine, end - stage.FirstLine, stage.At);
    }

    // The index of a log of very many lines stays small.
    private void ThinOut()
    {
        if (_checkpoints.Count == MaximumCheckpoints)
        {
            _interval *= 2;
            _checkpoints.RemoveAll(checkpoint => (checkpoint.Line - 1) % _interval != 0);
        }
    }
}
