using System.Collections.Immutable;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.Images;

/// <summary>The triggers of an image.</summary>
[GobType("triggers.Triggers")]
public sealed record ImageTriggers
{
    public ImmutableArray<ImageTrigger> Triggers { get; init; } = [];
}

/// <summary>A service and the paths whose changes restart it.</summary>
[GobType("triggers.Trigger", ListedByPointer = true)]
public sealed record ImageTrigger
{
    public ImmutableArray<string> MatchLines { get; init; } = [];

    public string Service { get; init; } = "";

    public string SortName { get; init; } = "";

    public bool DoReboot { get; init; }

    public bool DoReload { get; init; }

    public bool HighImpact { get; init; }
}
