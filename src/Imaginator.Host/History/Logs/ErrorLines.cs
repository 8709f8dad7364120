using System.Buffers;
using System.Text;

namespace Imaginator.Host.History.Logs;

/// <summary>
/// Finds lines of logs that look like errors, to lead a reader to the cause of a failure. The words are those of the tools that
/// builds run.
/// </summary>
internal static class ErrorLines
{
    // An error is at the start of its line.
    private const int MaximumLineLength = 512;
    private const int BufferLength = 64 * 1024;

    private static readonly SearchValues<string> Words = SearchValues.Create(
        [
            " error:", ": error", "error: ", "command not found", "no such file or directory", "permission denied",
            "no space left on device", "unable to locate package", "unmet dependencies", "could not resolve", "segmentation fault",
            "syntax error", "timed out",
        ],
        StringComparison.OrdinalIgnoreCase);

    private static readonly string[] Beginnings =
    [
        "error", "fatal", "e: ", "err:", "panic", "traceback", "failed", "failure", "exception", "*** ", "make: ***", "npm err",
        "[interrupted:",
    ];

    /// <summary>Finds the first line from an offset on that looks like an error; null for none.</summary>
    /// <returns>The offset of the start of the line.</returns>
    public static long? Find(Stream log, long from)
    {
        log.Position = from;
        var buffer = new byte[BufferLength];
        var line = new byte[MaximumLineLength];
        var (start, length, position) = (from, 0, from);
        while (log.Read(buffer) is > 0 and var count)
        {
            foreach (var letter in buffer.AsSpan(0, count))
            {
                position++;
                if (letter != '\n')
                {
                    if (length < MaximumLineLength)
                    {
                        line[length++] = letter;
                    }

                    continue;
                }

                if (IsError(line.AsSpan(0, length)))
                {
                    return start;
                }

                (start, length) = (position, 0);
            }
        }

        return length > 0 && IsError(line.AsSpan(0, length)) ? start : null;
    }

    /// <summary>Whether a line, or its start, looks like an error.</summary>
    public static bool IsError(ReadOnlySpan<byte> line)
    {
        Span<char> letters = stackalloc char[MaximumLineLength];
        var count = Encoding.UTF8.GetChars(line[..Math.Min(line.Length, MaximumLineLength)], letters);
        ReadOnlySpan<char> text = WithoutColour(letters[..count]);
        foreach (var beginning in Beginnings)
        {
            if (text.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return text.ContainsAny(Words);
    }

    // Tools write the word in another colour.
    private static ReadOnlySpan<char> WithoutColour(ReadOnlySpan<char> text)
    {
        while (true)
        {
            text = text.TrimStart(" \t\r");
            if (!text.StartsWith("\u001b[", StringComparison.Ordinal))
            {
                return text;
            }

            var end = text.IndexOf('m');
            if (end < 0)
            {
                return text;
            }

            text = text[(end + 1)..];
        }
    }
}
