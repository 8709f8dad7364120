using System.Collections.Immutable;

namespace Imaginator.Protocol.Gob.Schemas;

/// <summary>
/// The shape of a local type as it is described to receivers. Compared by identity: one schema has one type definition
/// per stream.
/// </summary>
public sealed class GobSchema
{
    private ImmutableArray<GobSchemaField> _fields = [];

    private GobSchema(GobKind kind, string name, string spelling)
    {
        Kind = kind;
        Name = name;
        Spelling = spelling;
    }

    /// <summary>The kind of the type.</summary>
    public GobKind Kind { get; }

    /// <summary>The name of the type in Go, without its package; empty for unnamed types.</summary>
    public string Name { get; }

    /// <summary>The type as Go code in other packages spells it, for example <c>[]image.Package</c>.</summary>
    public string Spelling { get; }

    /// <summary>Whether lists and maps hold pointers to such values, which affects only their names.</summary>
    public bool ListedByPointer { get; private init; }

    /// <summary>The element type of an array, slice or map; null for other kinds.</summary>
    public GobSchema? Element { get; private set; }

    /// <summary>The key type of a map; null for other kinds.</summary>
    public GobSchema? Key { get; private set; }

    /// <summary>The number of elements of an array.</summary>
    public int Length { get; private init; }

    /// <summary>The fields of a struct, in order.</summary>
    public ImmutableArray<GobSchemaField> Fields
    {
        get => _fields;
        set => _fields = value;
    }

    /// <summary>Whether the type requires no definition.</summary>
    public bool IsBasic => Kind <= GobKind.Interface;

    /// <summary>
    /// Whether values of the type can contain interface values, so that Go can split them into several messages.
    /// </summary>
    public bool MayBeCut => field || (field = HoldsInterfaces([]));

    private string ListedSpelling => ListedByPointer ? "*" + Spelling : Spelling;

    /// <summary>Creates the schema of a basic type.</summary>
    public static GobSchema Basic(GobKind kind, string spelling) => new(kind, spelling, spelling);

    /// <summary>Creates the schema of a struct; its fields are set later, because it can contain itself.</summary>
    public static GobSchema Struct(string spelling, bool listedByPointer = false) =>
        new(GobKind.Struct, WithoutPackage(spelling), spelling) { ListedByPointer = listedByPointer };

    /// <summary>Creates the schema of a struct.</summary>
    public static GobSchema Struct(string spelling, params ReadOnlySpan<GobSchemaField> fields) =>
        new(GobKind.Struct, WithoutPackage(spelling), spelling) { _fields = [.. fields] };

    /// <summary>Creates the schema of a slice.</summary>
    public static GobSchema Slice(GobSchema element, string? spelling = null) =>
        Container(GobKind.Slice, "[]" + element.ListedSpelling, spelling, element);

    /// <summary>
    /// Creates the schema of a slice that can contain itself; <see cref="Complete"/> sets its elements.
    /// </summary>
    public static GobSchema OpenSlice(string spelling) => new(GobKind.Slice, WithoutPackage(spelling), spelling);

    /// <summary>
    /// Creates the schema of a map that can contain itself; <see cref="Complete"/> sets its elements.
    /// </summary>
    public static GobSchema OpenMap(string spelling) => new(GobKind.Map, WithoutPackage(spelling), spelling);

    /// <summary>Creates the schema of an array.</summary>
    public static GobSchema Array(GobSchema element, int length, string? spelling = null) =>
        Container(GobKind.Array, $"[{length}]{element.ListedSpelling}", spelling, element, length: length);

    /// <summary>Creates the schema of a map.</summary>
    public static GobSchema Map(GobSchema key, GobSchema element, string? spelling = null) =>
        Container(GobKind.Map, $"map[{key.Spelling}]{element.ListedSpelling}", spelling, element, key);

    /// <summary>Creates the schema of a type that encodes itself.</summary>
    public static GobSchema SelfEncoded(GobKind kind, string spelling) =>
        new(kind, WithoutPackage(spelling), spelling);

    /// <summary>Sets the element types of a container that can contain itself.</summary>
    public void Complete(GobSchema element, GobSchema? key = null)
    {
        Element = element;
        Key = key;
    }

    private bool HoldsInterfaces(HashSet<GobSchema> seen) =>
        Kind == GobKind.Interface
        || (seen.Add(this)
            && (Element?.HoldsInterfaces(seen) == true || Key?.HoldsInterfaces(seen) == true
                || Fields.Any(field => field.Schema.HoldsInterfaces(seen))));

    private static GobSchema Container(
        GobKind kind, string derived, string? spelling, GobSchema element, GobSchema? key = null, int length = 0)
    {
        // A spelling that names a type, such as image.Tags, is also its name; a composed spelling, such as
        // map[string]string, leaves the name empty.
        var name = spelling is null || spelling.Contains('[', StringComparison.Ordinal) ? "" : WithoutPackage(spelling);
        return new GobSchema(kind, name, spelling ?? derived) { Element = element, Key = key, Length = length };
    }

    private static string WithoutPackage(string spelling) =>
        spelling.StartsWith("struct ", StringComparison.Ordinal) ? "" : spelling[(spelling.LastIndexOf('.') + 1)..];
}
