using System.Text.Json;

namespace Imaginator.Building.Documents.Json;

/// <summary>Describes JSON syntax errors for people who write configuration, not programs.</summary>
internal static class JsonFault
{
    // Parts of the messages of System.Text.Json and their replacements. Other messages are clear as they are.
    private static readonly (string Part, string Meaning)[] Meanings =
    [
        ("does not contain any JSON tokens", "the text contains only comments and blank lines"),
        ("trailing comma", "the last entry is followed by a comma; remove it"),
        ("Expected depth to be zero", "the text ends too early: a \"{\" or \"[\" is not closed"),
        ("Expected end of string", "the text ends too early: the quotation mark of a string is not closed"),
        ("'0x0A' is invalid within a JSON string", "a string does not end in its line; write \\n for a line break"),
        ("without a matching open", "a closing bracket has no matching opening bracket"),
        ("maximum configured depth", "tables and lists are nested too deeply"),
        ("'/' is", "a comment requires a separate line that starts with //, # or !"),
        ("'#' is", "a comment requires a separate line that starts with //, # or !"),
        ("after a single JSON value", "the text continues after the end of the document"),
        ("''' is", "strings and names require \"double\" quotation marks"),
    ];

    /// <summary>Describes the fault.</summary>
    public static string Describe(JsonException exception)
    {
        // The library ends its message with the location.
        var message = exception.Message.Split(" LineNumber:", 2)[0];
        var meaning = Meanings.FirstOrDefault(known => message.Contains(known.Part, StringComparison.Ordinal)).Meaning;
        var column = exception.BytePositionInLine is { } position ? $", column {position + 1}" : "";
        return $"not JSON{column}: {meaning ?? message}";
    }
}
