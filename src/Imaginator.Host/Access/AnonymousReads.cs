namespace Imaginator.Host.Access;

/// <summary>The addresses that callers without credentials can read. The members' names in lower case are values of a flag.</summary>
internal enum AnonymousReads
{
    /// <summary>Health only.</summary>
    None,

    /// <summary>Health, the status page and the metrics.</summary>
    Status,

    /// <summary>All pages, and everything that the API shows.</summary>
    All,
}
