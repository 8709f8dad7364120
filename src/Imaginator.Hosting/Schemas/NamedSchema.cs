namespace Imaginator.Hosting.Schemas;

/// <summary>A JSON Schema of configuration files: its name, for example <c>image-streams</c>, a title, and its text.</summary>
public sealed record NamedSchema(string Name, string Title, string Json);
