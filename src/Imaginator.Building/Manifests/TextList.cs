using System.Collections.Immutable;
using System.Text;
using Imaginator.Building.Documents;
using Imaginator.Files;

namespace Imaginator.Building.Manifests;

/// <summary>
/// Text lists: a line each; blank lines, lines that start with <c>#</c> and a byte order mark at the start are skipped.
/// </summary>
public static class TextList
{
    /// <summary>Splits a text into its lines.</summary>
    /// <param name="text">The text; lines end with a line feed or a carriage return and a line feed.</param>
    /// <param name="faults">Gets the lines that hold a zero byte, which no path and no argument can hold.</param>
    /// <returns>The lines that count; spaces in them are kept.</returns>
    public static ImmutableArray<TextLine> Parse(ReadOnlySpan<byte> text, string source, FaultList faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        var lines = ImmutableArray.CreateBuilder<TextLine>();
        if (text.StartsWith(Encoding.UTF8.Preamble))
        {
            text = text[Encoding.UTF8.Preamble.Length..];
        }

        for (var number = 1; !text.IsEmpty; number++)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? [] : text[(end + 1)..];
            if (line.EndsWith("\r"u8))
            {
                line = line[..^1];
            }

            if (line.Contains((byte)0))
            {
                faults.Error(new ConfigurationLocation(source, number), "the line contains a zero byte; the file must be text");
            }
            else if (line.ContainsAnyExcept(" \t"u8) && line[0] != (byte)'#')
            {
                lines.Add(new TextLine(number, FileName.Decode(line)));
            }
        }

        return lines.ToImmutable();
    }
}
