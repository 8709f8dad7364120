namespace Imaginator.Protocol.Gob.Schemas;

/// <summary>A field of a struct.</summary>
internal sealed record GobSchemaField(string Name, GobSchema Schema);
