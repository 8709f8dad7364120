using System.Collections.Immutable;

namespace Imaginator.Images;

/// <summary>A service to restart when matching files change on a machine. Equality is by value.</summary>
public sealed record Trigger
{
    /// <summary>Regular expressions of paths, as in a <see cref="Filter"/>.</summary>
    public ImmutableArray<string> MatchLines { get; init; } = [];

    /// <summary>The name of the service.</summary>
    public string Service { get; init; } = "";

    /// <summary>The sort key that determines the order of triggers; empty for the name of the service.</summary>
    public string SortName { get; init; } = "";

    /// <summary>True to reboot the machine.</summary>
    public bool DoReboot { get; init; }

    /// <summary>True to reload the service instead of restarting it.</summary>
    public bool DoReload { get; init; }

    /// <summary>True if a restart disturbs users.</summary>
    public bool HighImpact { get; init; }

    /// <inheritdoc/>
    public bool Equals(Trigger? other) =>
        other is not null
        && Service == other.Service
        && SortName == other.SortName
        && DoReboot == other.DoReboot
        && DoReload == other.DoReload
        && HighImpact == other.HighImpact
        && MatchLines.AsSpan().SequenceEqual(other.MatchLines.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Service, SortName, DoReboot, DoReload, HighImpact, MatchLines.AsSpan().Length);
}
