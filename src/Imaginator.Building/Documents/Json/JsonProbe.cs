namespace Imaginator.Building.Documents.Json;

/// <summary>A value without contents that records what a reader asks of it. All answers are those of a missing value.</summary>
internal sealed record JsonProbe(JsonShape Shape) : JsonNode(0)
{
    /// <summary>The name of the only entry of a table whose keys users choose. It is a valid name of everything that users name.</summary>
    public const string EntryName = "NAME";

    public override string Kind => "a probe";

    /// <summary>Records a type, and returns the answer of a missing value.</summary>
    public T? Accept<T>(string type)
    {
        Shape.Accept(type);
        return default;
    }

    public JsonProbe Items() => new(Shape.AcceptItems());

    public JsonProbe Entries() => new(Shape.AcceptEntries());

    public JsonProbe Field(string name) => new(Shape.AcceptField(name));

    public JsonFields Fields(JsonCursor cursor)
    {
        Shape.Accept(JsonShape.Table);
        return new JsonFields(cursor, new JsonTable(0, []));
    }
}
