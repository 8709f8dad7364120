using System.Collections.Immutable;

namespace Imaginator.BuilderTool.Certificates;

/// <summary>The contents of a trial site's certificates.</summary>
internal sealed record TrialSitePlan
{
    /// <summary>Of the daemon's machine.</summary>
    public required ImmutableArray<string> HostNames { get; init; }

    /// <summary>Of the unprivileged user; part of file names.</summary>
    public required string UserName { get; init; }

    /// <summary>The groups of the unprivileged user.</summary>
    public required ImmutableArray<string> UserGroups { get; init; }

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>The CAs expire later than the certificates, so that certificates can be renewed.</summary>
    public required DateTimeOffset AuthoritiesNotAfter { get; init; }
}
