namespace Imaginator.Protocol.Gob.Schemas;

/// <summary>A field of a struct.</summary>
/// <param name="Name">Its name in Go.</param>
/// <param name="Schema">Its type.</param>
internal sealed record GobSchemaField(string Name, GobSchema Schema);
