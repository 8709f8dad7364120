namespace Imaginator.Host.Notifications.Sources;

/// <summary>Limits the texts of events: a message must not be larger than receivers accept, usually 20 KB.</summary>
internal static class EventText
{
    private const int MaximumLength = 4000;

    /// <summary>Cuts a text that is too long.</summary>
    public static string Of(string text)
    {
        if (text.Length <= MaximumLength)
        {
            return text;
        }

        // A character of two parts is not cut in two.
        return text[..(char.IsHighSurrogate(text[MaximumLength - 1]) ? MaximumLength - 1 : MaximumLength)] + "…";
    }
}
