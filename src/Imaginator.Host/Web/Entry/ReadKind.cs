namespace Imaginator.Host.Web.Entry;

/// <summary>Kinds of addresses by who can read them.</summary>
internal enum ReadKind
{
    /// <summary>Everything that is not of another kind: callers who may read everything.</summary>
    Site,

    /// <summary>Pages and answers that show each reader only the visible streams: callers who may see some streams.</summary>
    Filtered,

    /// <summary>All callers, if anonymous ones can read the status; otherwise as <see cref="Filtered"/>.</summary>
    StatusPage,

    /// <summary>All callers, if anonymous ones can read the status; otherwise as <see cref="Site"/>: metrics and schemas.</summary>
    Status,

    /// <summary>All callers: health, styles and scripts, signing in.</summary>
    Open,
}
