namespace Imaginator.Hosting.Configuration;

/// <summary>A link on the relationships page.</summary>
public sealed record QuickLink(string Name, string Url);
