namespace Imaginator.Building.Documents.Json;

/// <summary>The comment lines that configuration files have.</summary>
public static class CommentLines
{
    /// <summary>
    /// Replaces the lines whose first non-blank characters are <c>#</c>, <c>//</c> or <c>!</c> by spaces, so that what
    /// follows keeps its line. (No string of JSON goes over a line's end, so such a line is never part of one.)
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
