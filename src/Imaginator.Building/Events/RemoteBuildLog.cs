using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Imaginator.Building.Builds;

namespace Imaginator.Building.Events;

/// <summary>
/// The log of a build elsewhere: it is all that comes over the wire, so the stages are read from the lines that a build
/// ends them with (<c>StageRunner</c>). Other daemons write no such lines; then there is only the log. Not
/// thread-safe.
/// </summary>
/// <param name="streamName">The stream that is built.</param>
/// <param name="observer">Receives the log and the stages.</param>
public sealed partial class RemoteBuildLog(string streamName, IBuildObserver observer)
{
    /// <summary>A line that is longer is not about a stage.</summary>
    private const int LongestLine = 1024;

    private static readonly Dictionary<string, BuildStage> Stages =
        Enum.GetValues<BuildStage>().ToDictionary(stage => stage.ToDisplay(), StringComparer.Ordinal);

    private readonly List<byte> _line = [];

    /// <summary>Adds a piece of the log.</summary>
    /// <param name="piece">The bytes.</param>
    public void Write(ReadOnlySpan<byte> piece)
    {
        observer.OnOutput(streamName, piece);
        foreach (var value in piece)
        {
            if (value == '\n')
            {
                EndLine();
            }
            else if (_line.Count <= LongestLine)
            {
                _line.Add(value);
            }
        }
    }

    private void EndLine()
    {
        var match = _line.Count <= LongestLine ? StageLine().Match(Encoding.UTF8.GetString([.. _line])) : Match.Empty;
        _line.Clear();
        if (match.Success && Stages.TryGetValue(match.Groups["stage"].Value, out var stage)
            && double.TryParse(match.Groups["seconds"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
        {
            var detail = match.Groups["detail"] is { Success: true } found ? found.Value : null;
            observer.OnEvent(new StageFinished(streamName, stage, TimeSpan.FromSeconds(seconds), detail));
        }
    }

    [GeneratedRegex(@"\A-- (?<stage>[a-z -]+): (?<seconds>[0-9]{1,9}\.[0-9]{3})s(, (?<detail>.+))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex StageLine();
}
