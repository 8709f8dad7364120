using System.Collections.Immutable;

namespace Imaginator.BuilderTool.Certificates;

/// <summary>What a trial site's certificates say.</summary>
internal sealed record TrialSitePlan
{
    /// <summary>The names and addresses of the machine that the daemon runs on.</summary>
    public required ImmutableArray<string> HostNames { get; init; }

    /// <summary>The name of the user without privileges; it is part of file names.</summary>
    public required string UserName { get; init; }

    /// <summary>The groups that he belongs to.</summary>
    public required ImmutableArray<string> UserGroups { get; init; }

    /// <summary>From when on the certificates count.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>When they expire.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>When the authorities expire: later, so that certificates can be renewed.</summary>
    public required DateTimeOffset AuthoritiesNotAfter { get; init; }
}
