namespace Imaginator.Host.Web.Logs.Lines;

/// <summary>The start of a line: its position in bytes, its number, and the style that the lines before it leave.</summary>
internal readonly record struct LogPosition(long Offset, int Line, AnsiStyle Style)
{
    /// <summary>The start of a log.</summary>
    public static LogPosition Start { get; } = new(0, 1, AnsiStyle.Plain);
}
