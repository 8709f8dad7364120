using System.Text;

namespace Imaginator.Host.Notifications.Outbox;

/// <summary>Makes one line of limited length from a text that anything can be in.</summary>
internal static class OneLine
{
    /// <summary>Replaces control characters and line breaks by spaces, and cuts the text.</summary>
    public static string Of(string text, int maximumLength)
    {
        // A character of two parts is not cut in two.
        var isCut = text.Length > maximumLength;
        var end = isCut && char.IsHighSurrogate(text[maximumLength - 1]) ? maximumLength - 1 : Math.Min(text.Length, maximumLength);
        var line = new StringBuilder(end + 1);
        foreach (var letter in text.AsSpan(0, end))
        {
            line.Append(char.IsControl(letter) || letter is '\u2028' or '\u2029' ? ' ' : letter);
        }

        return (isCut ? line.Append('…') : line).ToString().Trim();
    }
}
