namespace Imaginator.Host.Web.Api.Messages.Site;

/// <summary>A plugin that is not loaded.</summary>
internal sealed record ApiUnloadedPlugin
{
    public required string Name { get; init; }

    /// <summary>The version of its assembly; absent if it is unknown.</summary>
    public string? Version { get; init; }

    public required string Folder { get; init; }

    public required string Reason { get; init; }
}
