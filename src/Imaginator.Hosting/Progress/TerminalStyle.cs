using System.Globalization;
using Spectre.Console;

namespace Imaginator.Hosting.Progress;

/// <summary>
/// The colours and emphasis that a build's output selects (SGR sequences, ECMA-48 8.3.117). Hidden and blinking text are not
/// among them.
/// </summary>
/// <param name="Foreground">The colour of the text; null for the default.</param>
/// <param name="Background">The colour behind the text; null for the default.</param>
/// <param name="Emphasis">Bold, dim, italic, underlined or inverted.</param>
internal readonly record struct TerminalStyle(TerminalColor? Foreground, TerminalColor? Background, Decoration Emphasis)
{
    private const int MaximumParameters = 32;

    private static readonly (int On, int Off, Decoration Value)[] Decorations =
    [
        (1, 22, Decoration.Bold), (2, 22, Decoration.Dim), (3, 23, Decoration.Italic), (4, 24, Decoration.Underline),
        (7, 27, Decoration.Invert),
    ];

    /// <summary>The style after a sequence with these parameters, such as <c>1;31</c>. Unknown parameters change nothing.</summary>
    public TerminalStyle Apply(string parameters)
    {
        var style = this;
        int[] numbers = [.. parameters.Split(';', ':').Take(MaximumParameters).Select(Number)];
        for (var i = 0; i < numbers.Length; i++)
        {
            style = numbers[i] switch
            {
                0 => default,
                38 => style with { Foreground = TerminalColor.Read(numbers, ref i) ?? style.Foreground },
                48 => style with { Background = TerminalColor.Read(numbers, ref i) ?? style.Background },
                39 => style with { Foreground = null },
                49 => style with { Background = null },
                >= 30 and <= 37 and var color => style with { Foreground = TerminalColor.OfPalette(color - 30) },
                >= 90 and <= 97 and var color => style with { Foreground = TerminalColor.OfPalette(color - 90 + 8) },
                >= 40 and <= 47 and var color => style with { Background = TerminalColor.OfPalette(color - 40) },
                >= 100 and <= 107 and var color => style with { Background = TerminalColor.OfPalette(color - 100 + 8) },
                var other => style with { Emphasis = Change(style.Emphasis, other) },
            };
        }

        return style;
    }

    /// <summary>The sequence that selects this style on a terminal.</summary>
    public string ToSequence()
    {
        var emphasis = Emphasis;
        var parameters = Decorations.Where(known => emphasis.HasFlag(known.Value))
            .Select(known => (string?)known.On.ToString(CultureInfo.InvariantCulture))
            .Prepend("0")
            .Append(Foreground?.ToParameters(38))
            .Append(Background?.ToParameters(48))
            .OfType<string>();
        return $"\e[{string.Join(';', parameters)}m";
    }

    /// <summary>The style for the console; the default is the style of all other output.</summary>
    public Style ToStyle(Style plain) =>
        this == default ? plain : new Style(Foreground?.ToColor(), Background?.ToColor(), Emphasis);

    private static Decoration Change(Decoration emphasis, int number)
    {
        foreach (var (on, off, value) in Decorations)
        {
            emphasis = number == on ? emphasis | value : number == off ? emphasis & ~value : emphasis;
        }

        return emphasis;
    }

    // An empty parameter is 0.
    private static int Number(string text) =>
        text.Length == 0 ? 0 : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
