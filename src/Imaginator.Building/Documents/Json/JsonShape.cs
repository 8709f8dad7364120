namespace Imaginator.Building.Documents.Json;

/// <summary>
/// The values that a reader accepts. They are recorded while the reader reads a probe instead of a document, so that a schema has exactly
/// the fields that the reader knows. Not thread-safe.
/// </summary>
public sealed class JsonShape
{
    /// <summary>The types in the words of JSON Schema.</summary>
    public const string Text = "string";

    /// <inheritdoc cref="Text"/>
    public const string WholeNumber = "integer";

    /// <inheritdoc cref="Text"/>
    public const string Boolean = "boolean";

    /// <inheritdoc cref="Text"/>
    public const string List = "array";

    /// <inheritdoc cref="Text"/>
    public const string Table = "object";

    private readonly SortedSet<string> _types = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _words = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _required = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, JsonShape> _fields = new(StringComparer.Ordinal);

    private JsonShape()
    {
    }

    /// <summary>The types that the reader accepts, in the order of their names.</summary>
    public IReadOnlyCollection<string> Types => _types;

    /// <summary>The only texts that the reader accepts; empty for any text.</summary>
    public IReadOnlyCollection<string> Words => _words;

    /// <summary>The fields of a table, in the order in which the reader reads them.</summary>
    public IEnumerable<KeyValuePair<string, JsonShape>> Fields => _fields;

    /// <summary>The names of the fields that a table must have.</summary>
    public IReadOnlyCollection<string> Required => _required;

    /// <summary>The values of a table whose keys users choose; null for other tables.</summary>
    public JsonShape? Entries { get; private set; }

    /// <summary>The items of a list; null if the value is not a list.</summary>
    public JsonShape? Items { get; private set; }

    /// <summary>Records the values that a reader accepts. The faults that it reports have no meaning.</summary>
    public static JsonShape Of(Action<JsonCursor> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        var shape = new JsonShape();
        read(Cursor(shape));
        return shape;
    }

    /// <inheritdoc cref="Of"/>
    public static async Task<JsonShape> OfAsync(Func<JsonCursor, Task> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        var shape = new JsonShape();
        await read(Cursor(shape));
        return shape;
    }

    internal void Accept(string type) => _types.Add(type);

    internal void AcceptWords(IEnumerable<string> words) => _words.UnionWith(words);

    internal JsonShape AcceptItems()
    {
        Accept(List);
        return Items ??= new JsonShape();
    }

    internal JsonShape AcceptEntries()
    {
        Accept(Table);
        return Entries ??= new JsonShape();
    }

    internal JsonShape AcceptField(string name)
    {
        Accept(Table);
        if (!_fields.TryGetValue(name, out var field))
        {
            field = new JsonShape();
            _fields.Add(name, field);
        }

        return field;
    }

    internal void Require(string name) => _required.Add(name);

    private static JsonCursor Cursor(JsonShape shape) => JsonCursor.Root(new JsonProbe(shape), "", new FaultList());
}
