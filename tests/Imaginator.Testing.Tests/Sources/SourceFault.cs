namespace Imaginator.Testing.Tests.Sources;

/// <summary>The faults of a <see cref="FaultySource"/>.</summary>
public enum SourceFault
{
    /// <summary>None.</summary>
    None,

    /// <summary>A fetch never ends and ignores its cancellation.</summary>
    NeverEnds,

    /// <summary>Cancellation is an error of the source.</summary>
    MistakesCancellation,

    /// <summary>The source has no limit on the size of a manifest.</summary>
    HasNoLimit,

    /// <summary>Each fetch has another revision.</summary>
    InventsRevisions,

    /// <summary>All fetches have the same revision.</summary>
    FixesRevision,

    /// <summary>The build log shows the URL.</summary>
    LogsUrl,

    /// <summary>The exception has an inner exception that shows the URL.</summary>
    ThrowsUrl,

    /// <summary>Links are replaced by the files they lead to.</summary>
    FollowsLinks,

    /// <summary>Files lose the permission to execute.</summary>
    LosesPermissions,

    /// <summary>A missing single file is an error.</summary>
    RequiresOnlyFiles,

    /// <summary>FIFOs are left out without an error.</summary>
    SkipsFifos,
}
