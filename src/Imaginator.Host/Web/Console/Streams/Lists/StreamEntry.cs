using Imaginator.Host.History.Records;

namespace Imaginator.Host.Web.Console.Streams.Lists;

/// <summary>A stream in a list.</summary>
internal sealed record StreamEntry(string Name)
{
    /// <summary>The state of the stream in the history; null if no build has succeeded or failed.</summary>
    public LatestBuild? Latest { get; init; }

    public bool IsRunning { get; init; }

    /// <summary>Whether the schedule rebuilds the stream.</summary>
    public bool IsAutomatic { get; init; }

    public bool IsBootstrap { get; init; }

    /// <summary>Whether the name matches a pattern of the configuration.</summary>
    public bool IsOfPattern { get; init; }
}
