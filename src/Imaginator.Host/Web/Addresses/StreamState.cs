namespace Imaginator.Host.Web.Addresses;

/// <summary>Selects streams of a list by their state. The members' names in lower case are parts of addresses.</summary>
internal enum StreamState
{
    /// <summary>All streams.</summary>
    All,

    /// <summary>The last build failed.</summary>
    Failing,

    /// <summary>A build runs.</summary>
    Running,

    /// <summary>No build has succeeded or failed.</summary>
    Never,

    /// <summary>The schedule rebuilds the stream.</summary>
    Automatic,

    /// <summary>Bootstrap streams.</summary>
    Bootstrap,

    /// <summary>The stream matches a pattern, and has been built.</summary>
    Pattern,
}
