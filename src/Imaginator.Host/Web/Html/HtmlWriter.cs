using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Imaginator.Host.Web.Html;

/// <summary>
/// Writes a page. What stands in a template is markup; what is put into its holes is text, and escaped. There is no other
/// way to write: markup comes from this program's source only. Not thread-safe.
/// </summary>
/// <remarks>
/// <code>html.Write($"&lt;td class=\"stream\"&gt;{stream}&lt;/td&gt;");</code>
/// Holes stand between tags or in attributes in quotes; addresses in <c>href</c> come from <see cref="PageAddress"/>.
/// </remarks>
/// <param name="output">Gets the page, as UTF-8.</param>
internal sealed class HtmlWriter(IBufferWriter<byte> output)
{
    // More than one character takes, however it is escaped.
    private const int SmallestRoom = 256;

    /// <summary>Writes markup with text in its holes.</summary>
    /// <param name="template">The markup; the compiler makes it from an interpolated string.</param>
#pragma warning disable CA1822, IDE0060 // The compiler hands the writer to the template, which has written everything already.
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

            // What needs no escaping, nearly everything, takes no detour.
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
            // The encoder would write line feeds as references, which streams of text do without.
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
            HtmlText.Encoder.EncodeUtf8(text, output.GetSpan(SmallestRoom), out var consumed, out var written);
            output.Advance(written);
            text = text[consumed..];
        }
    }

    /// <summary>Markup with holes. Used by the compiler.</summary>
    /// <param name="literalLength">Not used.</param>
    /// <param name="formattedCount">Not used.</param>
    /// <param name="html">Where to write.</param>
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
