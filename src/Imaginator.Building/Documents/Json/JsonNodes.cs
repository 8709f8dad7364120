using System.Collections.Immutable;

namespace Imaginator.Building.Documents.Json;

/// <summary>A JSON value that knows its line (from 1). System.Text.Json's documents do not.</summary>
public abstract record JsonNode(int Line)
{
    /// <summary>The name of the type, for messages: <c>a string</c>.</summary>
    public abstract string Kind { get; }
}

public sealed record JsonText(int Line, string Value) : JsonNode(Line)
{
    public override string Kind => "a string";
}

/// <param name="Value">The number as it was written.</param>
public sealed record JsonNumber(int Line, string Value) : JsonNode(Line)
{
    public override string Kind => "a number";
}

public sealed record JsonBoolean(int Line, bool Value) : JsonNode(Line)
{
    public override string Kind => Value ? "true" : "false";
}

internal sealed record JsonNull(int Line) : JsonNode(Line)
{
    public override string Kind => "null";
}

public sealed record JsonList(int Line, ImmutableArray<JsonNode> Items) : JsonNode(Line)
{
    public override string Kind => "a list";
}

/// <param name="Members">Its members as they were written; a name may occur more than once.</param>
public sealed record JsonTable(int Line, ImmutableArray<JsonMember> Members) : JsonNode(Line)
{
    public override string Kind => "a table";
}

public sealed record JsonMember(int Line, string Name, JsonNode Value);
