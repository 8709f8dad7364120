using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Gob.Wire;

/// <summary>Assigns ids and names to the local types on one stream, in the same order as a new Go process.</summary>
internal sealed class GobTypeIds
{
    private const int FirstId = 64;
    private readonly Dictionary<GobSchema, (int Id, string Name)> _types = [];

    /// <summary>Gets the id of a type and assigns one to a new type.</summary>
    /// <param name="undefined">Receives the types without a definition, in the order of their definitions.</param>
    public int GetOrAssign(GobSchema schema, List<GobSchema> undefined)
    {
        if (schema.IsBasic)
        {
            return (int)schema.Kind;
        }

        if (!_types.TryGetValue(schema, out var known))
        {
            var before = new HashSet<GobSchema>(_types.Keys);
            Assign(schema, schema.Name);
            Order(schema, before, undefined);
            known = _types[schema];
        }

        return known.Id;
    }

    /// <summary>Gets the name of a type that has an id.</summary>
    public string GetName(GobSchema schema) => _types[schema].Name;

    // Go numbers a struct before its fields, but the elements of a container before the container, and names a type
    // after the path on which it finds the type first.
    private void Assign(GobSchema schema, string name)
    {
        if (schema.IsBasic || _types.ContainsKey(schema))
        {
            return;
        }

        var containsItself = schema.Element == schema;
        if (!containsItself)
        {
            if (schema.Kind == GobKind.Map)
            {
                Assign(schema.Key!, "");
                Assign(schema.Element!, "");
            }
            else if (schema.Element is { } element)
            {
                Assign(element, element.ListedByPointer ? "" : element.Name);
            }
        }

        _types.Add(schema, (FirstId + _types.Count, name));
        foreach (var field in schema.Fields)
        {
            Assign(field.Schema, field.Schema.Name.Length > 0 ? field.Schema.Name : field.Schema.Spelling);
        }
    }

    private static void Order(GobSchema schema, HashSet<GobSchema> done, List<GobSchema> ordered)
    {
        if (schema.IsBasic || !done.Add(schema))
        {
            return;
        }

        ordered.Add(schema);
        foreach (var field in schema.Fields)
        {
            Order(field.Schema, done, ordered);
        }

        if (schema.Key is { } key)
        {
            Order(key, done, ordered);
        }

        if (schema.Element is { } element)
        {
            Order(element, done, ordered);
        }
    }
}
