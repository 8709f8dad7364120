using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api.Messages.Site;

/// <summary>A part of the configuration whose newest version is unusable.</summary>
internal sealed record ApiConfigurationFault
{
    /// <summary>main, imageStreams or variables.</summary>
    public required string Part { get; init; }

    /// <summary>The file or URL.</summary>
    public required string Source { get; init; }

    public required DateTimeOffset Since { get; init; }

    public required ImmutableArray<string> Faults { get; init; }
}
