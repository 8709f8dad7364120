namespace Imaginator.Host.Web.Addresses;

/// <summary>The orders of the list of streams. The members' names in lower case are parts of addresses.</summary>
internal enum StreamSort
{
    /// <summary>By name.</summary>
    Name,

    /// <summary>By the result of the last build: failed first.</summary>
    Result,

    /// <summary>By the end of the last build, the newest first.</summary>
    Built,
}
