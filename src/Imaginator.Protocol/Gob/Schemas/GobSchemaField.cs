namespace Imaginator.Protocol.Gob.Schemas;

/// <summary>A field of a struct.</summary>
public sealed record GobSchemaField(string Name, GobSchema Schema);
