namespace Imaginator.Hosting.Configuration;

/// <summary>A link on the relationships page.</summary>
/// <param name="Name">What is shown.</param>
/// <param name="Url">Where it leads: an <c>http(s):</c> URL or a path of this server.</param>
public sealed record QuickLink(string Name, string Url);
