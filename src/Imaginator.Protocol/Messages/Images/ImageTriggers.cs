using System.Collections.Immutable;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.Images;

/// <summary>The triggers of an image.</summary>
[GobType("triggers.Triggers")]
internal sealed record ImageTriggers
{
    public ImmutableArray<ImageTrigger> Triggers { get; init; } = [];
}

/// <summary>Which service to restart when matching files change.</summary>
[GobType("triggers.Trigger", ListedByPointer = true)]
internal sealed record ImageTrigger
{
    public ImmutableArray<string> MatchLines { get; init; } = [];

    public string Service { get; init; } = "";

    public string SortName { get; init; } = "";

    public bool DoReboot { get; init; }

    public bool DoReload { get; init; }

    public bool HighImpact { get; init; }
}
