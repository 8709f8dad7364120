using Imaginator.Building.Documents.Json;

namespace Imaginator.Hosting.Schemas;

/// <summary>The contents that a reader of configuration files accepts, with the name and the title of its schema.</summary>
public sealed record SchemaSource(string Name, string Title, JsonShape Shape);
