using System.Collections.Immutable;

namespace Imaginator.Images;

/// <summary>Which service to restart when matching files change on a machine.</summary>
public sealed record Trigger
{
    /// <summary>Path regular expressions, as in a <see cref="Filter"/>.</summary>
    public ImmutableArray<string> MatchLines { get; init; } = [];

    /// <summary>The service.</summary>
    public string Service { get; init; } = "";

    /// <summary>What triggers are ordered by; empty for the name of the service.</summary>
    public string SortName { get; init; } = "";

    /// <summary>Whether the machine is to be rebooted.</summary>
    public bool DoReboot { get; init; }

    /// <summary>Whether the service is reloaded instead of restarted.</summary>
    public bool DoReload { get; init; }

    /// <summary>Whether restarting it disturbs users.</summary>
    public bool HighImpact { get; init; }
}
