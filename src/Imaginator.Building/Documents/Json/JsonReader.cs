using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Imaginator.Building.Documents.Json;

/// <summary>Reads JSON with comment lines into nodes that know their lines.</summary>
public ref struct JsonReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    private readonly ReadOnlySpan<byte> _text;
    private Utf8JsonReader _tokens;
    private long _countedTo;
    private int _line;

    private JsonReader(ReadOnlySpan<byte> text)
    {
        _text = text;
        _tokens = new Utf8JsonReader(text, Options);
        _line = 1;
    }

    /// <summary>Reads a whole text.</summary>
    /// <param name="bytes">The text in UTF-8; its comment lines are blanked.</param>
    /// <param name="faults">Gets the fault if the text is not JSON.</param>
    /// <returns>The value, or null if the text is not JSON.</returns>
    public static JsonNode? Read(byte[] bytes, string source, FaultList faults)
    {
        var text = bytes.AsSpan();
        if (text.StartsWith(Encoding.UTF8.Preamble))
        {
            text = text[Encoding.UTF8.Preamble.Length..];
        }

        CommentLines.Blank(text);
        if (FirstInvalidLine(text) is { } invalid)
        {
            faults.Error(new ConfigurationLocation(source, invalid), "the text is not UTF-8");
            return null;
        }

        try
        {
            var reader = new JsonReader(text);
            reader._tokens.Read();
            var node = reader.ReadValue();
            reader._tokens.Read();
            return node;
        }
        catch (JsonException e)
        {
            // The library counts lines from 0.
            faults.Error(new ConfigurationLocation(source, (int)(e.LineNumber ?? -1) + 1), JsonFault.Describe(e));
            return null;
        }
    }

    private static int? FirstInvalidLine(ReadOnlySpan<byte> text)
    {
        if (System.Text.Unicode.Utf8.IsValid(text))
        {
            return null;
        }

        var line = 1;
        while (true)
        {
            var end = text.IndexOf((byte)'\n');
            if (end < 0 || !System.Text.Unicode.Utf8.IsValid(text[..end]))
            {
                return line;
            }

            text = text[(end + 1)..];
            line++;
        }
    }

    private JsonNode ReadValue()
    {
        var line = CurrentLine();
        return _tokens.TokenType switch
        {
            JsonTokenType.StartObject => new JsonTable(line, ReadMembers()),
            JsonTokenType.StartArray => new JsonList(line, ReadItems()),
            JsonTokenType.String => new JsonText(line, ReadText()),
            JsonTokenType.Number => new JsonNumber(line, Encoding.UTF8.GetString(_tokens.ValueSpan)),
            JsonTokenType.True => new JsonBoolean(line, true),
            JsonTokenType.False => new JsonBoolean(line, false),
            _ => new JsonNull(line),
        };
    }

    private ImmutableArray<JsonMember> ReadMembers()
    {
        var members = ImmutableArray.CreateBuilder<JsonMember>();
        while (_tokens.Read() && _tokens.TokenType != JsonTokenType.EndObject)
        {
            var line = CurrentLine();
            var name = ReadText();
            _tokens.Read();
            members.Add(new JsonMember(line, name, ReadValue()));
        }

        return members.DrainToImmutable();
    }

    private ImmutableArray<JsonNode> ReadItems()
    {
        var items = ImmutableArray.CreateBuilder<JsonNode>();
        while (_tokens.Read() && _tokens.TokenType != JsonTokenType.EndArray)
        {
            items.Add(ReadValue());
        }

        return items.DrainToImmutable();
    }

    private string ReadText()
    {
        try
        {
            return _tokens.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            // An escape such as \ud800 that is half a character.
            throw new JsonException("a string contains an escape that does not encode a character", null, CurrentLine() - 1, null, e);
        }
    }

    // Tokens come in the order of the text, so each line feed is counted once.
    private int CurrentLine()
    {
        var start = _tokens.TokenStartIndex;
        _line += _text[(int)_countedTo..(int)start].Count((byte)'\n');
        _countedTo = start;
        return _line;
    }
}
