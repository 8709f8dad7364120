using System.Collections.Immutable;
using System.Globalization;
using Imaginator.Quantities;

namespace Imaginator.Hosting.Flags;

/// <summary>The types of flags.</summary>
public static class FlagTypes
{
    /// <summary>Any text.</summary>
    public static FlagType<string> Text { get; } = new("TEXT", text => text, text => text);

    /// <summary>The path of a file.</summary>
    public static FlagType<string> File { get; } = Text with { Name = "FILE" };

    /// <summary>The path of a directory.</summary>
    public static FlagType<string> Directory { get; } = Text with { Name = "DIR" };

    /// <summary>The path of a directory that cannot be left out.</summary>
    public static FlagType<string> RequiredDirectory { get; } = Directory with { Parse = text => RequireText(text, "name a directory") };

    /// <summary>A URL.</summary>
    public static FlagType<string> Url { get; } = Text with { Name = "URL" };

    /// <summary>The name or IP address of a host.</summary>
    public static FlagType<string> Host { get; } = Text with { Name = "HOST" };

    /// <summary>The name or IP address of a host that cannot be left out.</summary>
    public static FlagType<string> RequiredHost { get; } = Host with
    {
        Parse = text => Uri.CheckHostName(RequireText(text, "name a host")) == UriHostNameType.Unknown
            ? throw new FormatException("is not the name or IP address of a host")
            : text,
    };

    /// <summary>An IP address and a port, or a colon and a port.</summary>
    public static FlagType<string> Address { get; } = Text with { Name = "[ADDRESS]:PORT" };

    /// <summary>Go's spellings of true and false; without a value, the flag is true.</summary>
    public static FlagType<bool> Boolean { get; } = new("", ParseBoolean, value => value ? "true" : "false");

    /// <summary>A Go duration that is not negative.</summary>
    public static FlagType<TimeSpan> Duration { get; } = new("DURATION", ParseDuration, GoDuration.Format);

    /// <summary>A size in bytes.</summary>
    public static FlagType<long> Size { get; } = new("SIZE", ParseSize, ByteSize.Format);

    /// <summary>Texts separated by commas; an empty text for an empty list.</summary>
    public static FlagType<ImmutableArray<string>> List { get; } =
        new("LIST", ParseList, list => string.Join(',', list));

    /// <summary>One of the given words, each with its value.</summary>
    public static FlagType<T> OneOf<T>(params (string Word, T Value)[] choices)
        where T : struct, Enum => new(
        string.Join('|', choices.Select(choice => choice.Word)),
        text => choices.Where(choice => choice.Word == text).Select(choice => (T?)choice.Value).SingleOrDefault()
            ?? throw new FormatException($"is not one of {string.Join(", ", choices.Select(choice => choice.Word))}"),
        value => choices.Single(choice => EqualityComparer<T>.Default.Equals(choice.Value, value)).Word);

    /// <summary>A whole number from <paramref name="minimum"/> to <paramref name="maximum"/>.</summary>
    public static FlagType<int> Number(int minimum, int maximum) => new(
        "NUMBER",
        text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= minimum && number <= maximum
                ? number
                : throw new FormatException($"is not a whole number from {minimum} to {maximum}"),
        number => number.ToString(CultureInfo.InvariantCulture));

    private static string RequireText(string text, string cure) =>
        text.Length > 0 ? text : throw new FormatException($"is empty; {cure}");

    private static bool ParseBoolean(string text) => text switch
    {
        "1" or "t" or "T" or "true" or "True" or "TRUE" => true,
        "0" or "f" or "F" or "false" or "False" or "FALSE" => false,
        _ => throw new FormatException("is neither true nor false"),
    };

    private static TimeSpan ParseDuration(string text) =>
        GoDuration.TryParse(text, out var duration) && duration >= TimeSpan.Zero
            ? duration
            : throw new FormatException("is not a duration such as 1h30m or 90s");

    private static long ParseSize(string text) => ByteSize.TryParse(text, out var bytes)
        ? bytes
        : throw new FormatException("is not a size such as 100MiB, 1GiB or a number of bytes");

    private static ImmutableArray<string> ParseList(string text) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
}
