namespace Imaginator.Host.Web.Logs.Lines;

/// <summary>How a terminal shows text. Colours are 0 for the default, or 1 to 16 for the colours of terminals.</summary>
internal readonly record struct AnsiStyle
{
    public static AnsiStyle Plain => default;

    public byte Foreground { get; init; }

    public byte Background { get; init; }

    public bool IsBold { get; init; }

    public bool IsFaint { get; init; }

    public bool IsItalic { get; init; }

    public bool IsUnderlined { get; init; }

    public bool IsInverse { get; init; }

    public bool IsStruck { get; init; }

    /// <summary>The classes of the style sheet, separated by spaces; empty for plain text.</summary>
    public string Classes => this == default
        ? ""
        : string.Join(' ', new[]
        {
            Foreground > 0 ? $"fg{Foreground}" : null,
            Background > 0 ? $"bg{Background}" : null,
            IsBold ? "bold" : null,
            IsFaint ? "faint" : null,
            IsItalic ? "italic" : null,
            IsUnderlined ? "under" : null,
            IsInverse ? "inverse" : null,
            IsStruck ? "struck" : null,
        }.OfType<string>());
}
