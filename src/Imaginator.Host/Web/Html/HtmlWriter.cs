using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Imaginator.Host.Web.Addresses;

namespace Imaginator.Host.Web.Html;

/// <summary>
/// Writes a page as UTF-8 through interpolated strings: their literals are markup, their holes are text and get escaped. No
/// other way to write exists, so markup comes from the source of this program only. Not thread-safe.
/// </summary>
/// <remarks>
/// <code>html.Write($"&lt;td class=\"stream\"&gt;{stream}&lt;/td&gt;");</code>
/// Holes are allowed between tags and in quoted attributes; addresses in <c>href</c> come from <see cref="PageAddress"/>.
/// </remarks>
internal sealed class HtmlWriter(IBufferWriter<byte> output)
{
    // Larger than any escape sequence of one character.
    private const int MinimumSpace = 256;

    /// <summary>Writes markup with text in its holes. The compiler turns an interpolated string into the template.</summary>
#pragma warning disable CA1822, IDE0060 // The template receives this writer and has written everything before the call.
    public void Write([InterpolatedStringHandlerArgument("")] ref Template template)
#pragma warning restore CA1822, IDE0060
    {
    }

    private void WriteMarkup(string markup) => Encoding.UTF8.GetBytes(markup, output);

    private void WriteText(ReadOnlySpan<char> text)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var encoded = bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes));

            // Nearly all text needs no escaping.
            if (HtmlText.Encoder.FindFirstCharacterToEncodeUtf8(encoded) < 0)
            {
                output.Write(encoded);
                return;
            }

            WriteEscaped(encoded);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void WriteEscaped(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            // Line feeds and tabs stay: the encoder would write references.
            if (text[0] is (byte)'\n' or (byte)'\t')
            {
                output.Write(text[..1]);
                text = text[1..];
                continue;
            }

            var end = text.IndexOfAny((byte)'\n', (byte)'\t');
            WriteEncoded(end < 0 ? text : text[..end]);
            text = end < 0 ? [] : text[end..];
        }
    }

    private void WriteEncoded(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            HtmlText.Encoder.EncodeUtf8(text, output.GetSpan(MinimumSpace), out var consumed, out var written);
            output.Advance(written);
            text = text[consumed..];
        }
    }

    /// <summary>Markup with holes. Used by the compiler.</summary>
    [InterpolatedStringHandler]
#pragma warning disable CS9113 // The compiler's contract.
    public readonly ref struct Template(int literalLength, int formattedCount, HtmlWriter html)
#pragma warning restore CS9113
    {
        public void AppendLiteral(string markup) => html.WriteMarkup(markup);

        public void AppendFormatted(string? text) => html.WriteText(text);

        public void AppendFormatted(ReadOnlySpan<char> text) => html.WriteText(text);

        public void AppendFormatted(int number) => html.WriteText(number.ToString("N0", CultureInfo.InvariantCulture));

        public void AppendFormatted(long number) => html.WriteText(number.ToString("N0", CultureInfo.InvariantCulture));

        /// <summary>A part of the page that writes itself.</summary>
        public void AppendFormatted(HtmlPart? part) => part?.Invoke(html);
    }
}
