using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Imaginator.Host.Builds;
using Imaginator.Host.History.Logs;
using Imaginator.Host.Web.Logs.Lines;

namespace Imaginator.Host.Tests.Web.Logs;

/// <summary>Records the lines of a log as text: number, offset, seconds of the time, stages, text.</summary>
internal sealed class RecordedLines : ILogLines
{
    public static DateTimeOffset Start { get; } = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public List<string> Lines { get; } = [];

    /// <summary>The number of lines after which it wants no more.</summary>
    public int Maximum { get; init; } = int.MaxValue;

    public bool Add(in BuildLogLine line)
    {
        var seconds = line.At is { } at ? ((int)(at - Start).TotalSeconds).ToString(CultureInfo.InvariantCulture) : "-";
        var omitted = line.Omitted == 0 ? "" : $" +{line.Omitted}";
        Lines.Add($"{line.Number} {line.Offset} {seconds} [{string.Join(' ', line.Stages)}] {Encoding.UTF8.GetString(line.Text)}{omitted}");
        return Lines.Count < Maximum;
    }

    /// <summary>Scans a log in pieces of a length; its marks have seconds after <see cref="Start"/>.</summary>
    public static LogScanner Scan(ILogLines lines, string log, ImmutableArray<LogMark> marks, int pieceLength, LogPosition? start = null)
    {
        var scanner = new LogScanner(lines, start ?? LogPosition.Start);
        var bytes = Encoding.UTF8.GetBytes(log);
        for (var offset = 0; offset < bytes.Length; offset += pieceLength)
        {
            var end = Math.Min(bytes.Length, offset + pieceLength);
            if (!scanner.Add(new LogChunk(offset, bytes.AsMemory(offset, end - offset), LogMarkSearch.Between(marks, offset, end))))
            {
                return scanner;
            }
        }

        scanner.Complete();
        return scanner;
    }

    /// <summary>A mark at an offset, so many seconds after <see cref="Start"/>.</summary>
    public static LogMark Mark(long offset, int seconds, string? stage = null) => new(offset, Start.AddSeconds(seconds), stage);
}
