namespace Imaginator.Hosting.Manuals;

/// <summary>The layout of help texts. If it is styled, names are bold and values underlined by ANSI sequences.</summary>
internal sealed record TextStyle(int Width, bool IsStyled)
{
    private const int MinimumWidth = 40;
    private const int DefaultWidth = 80;

    /// <summary>Lines beyond this width are hard to read.</summary>
    private const int MaximumWidth = 100;

    /// <summary>The style of files and pipes.</summary>
    public static TextStyle Plain { get; } = new(MaximumWidth, IsStyled: false);

    /// <summary>Styled only on a terminal, unless <c>NO_COLOR</c> is set.</summary>
    public static TextStyle OfStandardOutput()
    {
        if (Console.IsOutputRedirected)
        {
            return Plain;
        }

        var canStyle = Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb")
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        // A terminal of unknown size has width 0.
        var width = Console.WindowWidth is > 0 and var columns ? columns : DefaultWidth;
        return new TextStyle(Math.Clamp(width, MinimumWidth, MaximumWidth), canStyle);
    }

    public string Bold(string text) => IsStyled && text.Length > 0 ? $"\e[1m{text}\e[0m" : text;

    public string Underlined(string text) => IsStyled && text.Length > 0 ? $"\e[4m{text}\e[0m" : text;
}
