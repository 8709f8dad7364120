namespace Imaginator.Host.Web.Api;

/// <summary>A plugin that is not loaded.</summary>
internal sealed record ApiUnloadedPlugin(string Name, string Folder, string Reason);
