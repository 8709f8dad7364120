using System.Buffers;
using System.Text;

namespace Imaginator.Host.Web.Html;

/// <summary>Writes parts of pages as UTF-8, where a slice for each part would be slow: lines of logs.</summary>
internal static class HtmlOutput
{
    // Larger than any escape sequence of one character.
    private const int MinimumSpace = 256;

    /// <summary>Writes markup of this program's source.</summary>
    public static void WriteMarkup(this IBufferWriter<byte> output, ReadOnlySpan<byte> markup) => output.Write(markup);

    /// <summary>Writes text, escaped.</summary>
    public static void WriteText(this IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            WriteText(output, bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static void WriteText(IBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        // Nearly all text needs no escaping.
        if (HtmlText.Encoder.FindFirstCharacterToEncodeUtf8(text) < 0)
        {
            output.Write(text);
            return;
        }

        while (!text.IsEmpty)
        {
            HtmlText.Encoder.EncodeUtf8(text, output.GetSpan(MinimumSpace), out var consumed, out var written);
            output.Advance(written);
            text = text[consumed..];
        }
    }
}
