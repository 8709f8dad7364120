using System.Text.Json;

namespace Imaginator.Building.Documents.Json;

/// <summary>Says what is wrong with a text that is not JSON, to people who write configuration and not programs.</summary>
internal static class JsonFault
{
    // Parts of the library's messages, and what they are about. What is not here is clear as it is.
    private static readonly (string Part, string Meaning)[] Meanings =
    [
        ("does not contain any JSON tokens", "there is nothing but comments and blank lines"),
        ("trailing comma", "the last entry has a comma behind it; remove it"),
        ("Expected depth to be zero", "it ends too early: a \"{\" or \"[\" is never closed"),
        ("Expected end of string", "it ends too early: the quotation mark of a string is never closed"),
        ("'0x0A' is invalid within a JSON string", "a string is not closed in its line; write \\n for a line end in it"),
        ("without a matching open", "a bracket is closed that was not opened, or was another one"),
        ("maximum configured depth", "tables and lists are nested too deeply"),
        ("'/' is", "a comment takes a line of its own, which starts with //, # or !"),
        ("'#' is", "a comment takes a line of its own, which starts with //, # or !"),
        ("after a single JSON value", "there is more behind its end"),
        ("''' is", "strings and names stand in \"double\" quotation marks"),
    ];

    /// <summary>Describes the fault.</summary>
    public static string Describe(JsonException exception)
    {
        // The library ends its message with what it knows of the place.
        var message = exception.Message.Split(" LineNumber:", 2)[0];
        var meaning = Meanings.FirstOrDefault(known => message.Contains(known.Part, StringComparison.Ordinal)).Meaning;
        var column = exception.BytePositionInLine is { } position ? $", column {position + 1}" : "";
        return $"not JSON{column}: {meaning ?? message}";
    }
}
