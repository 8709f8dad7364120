namespace Imaginator.Building.Documents.Json;

/// <summary>The comment lines of configuration files.</summary>
public static class CommentLines
{
    /// <summary>
    /// Replaces the lines whose first non-blank characters are <c>#</c>, <c>//</c> or <c>!</c> by spaces, so that the
    /// following text keeps its lines. (JSON strings cannot span lines, so that such a line is never part of one.)
    /// </summary>
    /// <param name="text">The text; changed in place.</param>
    public static void Blank(Span<byte> text)
    {
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            if (line.TrimStart(" \t\r"u8) is [(byte)'#' or (byte)'!', ..] or [(byte)'/', (byte)'/', ..])
            {
                line.Fill((byte)' ');
            }

            text = end < 0 ? [] : text[(end + 1)..];
        }
    }
}
