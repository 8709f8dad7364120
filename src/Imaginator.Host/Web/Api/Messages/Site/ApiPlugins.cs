using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api.Messages.Site;

/// <summary>The plugins of the daemon.</summary>
internal sealed record ApiPlugins
{
    public required ImmutableArray<ApiPlugin> Loaded { get; init; }

    /// <summary>Plugins that could not be loaded.</summary>
    public required ImmutableArray<ApiUnloadedPlugin> Failed { get; init; }

    /// <summary>Plugins that are disabled or overridden.</summary>
    public required ImmutableArray<ApiUnloadedPlugin> Skipped { get; init; }

    /// <summary>Names that two plugins claim: one sentence each.</summary>
    public required ImmutableArray<string> Conflicts { get; init; }
}
