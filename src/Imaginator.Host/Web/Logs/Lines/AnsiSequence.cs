using System.Globalization;

namespace Imaginator.Host.Web.Logs.Lines;

/// <summary>Reads the escape sequences of terminals (ECMA-48).</summary>
internal static class AnsiSequence
{
    public const char Escape = '\u001b';

    private const char Bell = '\u0007';
    private const int MaximumParameters = 32;

    /// <summary>Skips the sequence that begins with the escape at the start of a text, and applies it to a style if it sets one.</summary>
    /// <returns>The length of the sequence, at least 1.</returns>
    public static int Read(ReadOnlySpan<char> text, ref AnsiStyle style)
    {
        if (text.Length < 2)
        {
            return 1;
        }

        switch (text[1])
        {
            case '[':
                var length = text[2..].IndexOfAnyInRange('@', '~');
                if (length < 0)
                {
                    return 2;
                }

                if (text[2 + length] == 'm')
                {
                    style = Apply(text.Slice(2, length), style);
                }

                return length + 3;
            case ']':
                // A title or a link. Without an end, the text stays visible. The search ends at the next sequence: the time for a line grows
                // with its length only.
                var end = text[1..].IndexOfAny(Bell, Escape) + 1;
                return end > 0 && text[end] == Bell ? end + 1
                    : end > 0 && end + 1 < text.Length && text[end + 1] == '\\' ? end + 2
                    : 2;
            case '(' or ')':
                return Math.Min(3, text.Length);
            default:
                return char.IsControl(text[1]) ? 1 : 2;
        }
    }

    private static AnsiStyle Apply(ReadOnlySpan<char> parameters, AnsiStyle style)
    {
        Span<int> codes = stackalloc int[MaximumParameters];
        var count = 0;
        while (count < MaximumParameters)
        {
            var end = parameters.IndexOfAny(';', ':');
            var text = end < 0 ? parameters : parameters[..end];
            codes[count++] = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : 0;
            if (end < 0)
            {
                break;
            }

            parameters = parameters[(end + 1)..];
        }

        for (var rest = codes[..count]; !rest.IsEmpty;)
        {
            rest = rest[ApplyCode(rest, ref style)..];
        }

        return style;
    }

    private static int ApplyCode(ReadOnlySpan<int> codes, ref AnsiStyle style)
    {
        var code = codes[0];
        switch (code)
        {
            case 38 or 48:
                var (color, length) = ColorOf(codes);
                if (color is { } known)
                {
                    style = code == 38 ? style with { Foreground = known } : style with { Background = known };
                }

                return length;
            case >= 30 and <= 37:
                style = style with { Foreground = (byte)(code - 29) };
                return 1;
            case >= 40 and <= 47:
                style = style with { Background = (byte)(code - 39) };
                return 1;
            case >= 90 and <= 97:
                style = style with { Foreground = (byte)(code - 81) };
                return 1;
            case >= 100 and <= 107:
                style = style with { Background = (byte)(code - 91) };
                return 1;
            default:
                style = ApplyAttribute(code, style);
                return 1;
        }
    }

    private static AnsiStyle ApplyAttribute(int code, AnsiStyle style) => code switch
    {
        0 => AnsiStyle.Plain,
        1 => style with { IsBold = true },
        2 => style with { IsFaint = true },
        3 => style with { IsItalic = true },
        4 => style with { IsUnderlined = true },
        7 => style with { IsInverse = true },
        9 => style with { IsStruck = true },
        22 => style with { IsBold = false, IsFaint = false },
        23 => style with { IsItalic = false },
        24 => style with { IsUnderlined = false },
        27 => style with { IsInverse = false },
        29 => style with { IsStruck = false },
        39 => style with { Foreground = 0 },
        49 => style with { Background = 0 },
        _ => style,
    };

    // 38;5;INDEX or 38;2;RED;GREEN;BLUE
    private static (byte? Color, int Length) ColorOf(ReadOnlySpan<int> codes) => codes switch
    {
        [_, 5, >= 0 and <= 255 and var index, ..] => (AnsiColors.OfPalette(index), 3),
        [_, 2, >= 0 and <= 255 and var red, >= 0 and <= 255 and var green, >= 0 and <= 255 and var blue, ..] =>
            (AnsiColors.OfRgb(red, green, blue), 5),
        _ => (null, codes.Length),
    };
}
