namespace Imaginator.Host.Web.Api;

/// <summary>A plugin that is not loaded.</summary>
/// <param name="Version">The version of its assembly; null if it is unknown.</param>
internal sealed record ApiUnloadedPlugin(string Name, string? Version, string Folder, string Reason);
