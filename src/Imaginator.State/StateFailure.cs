namespace Imaginator.State;

/// <summary>The reason for which a store of state failed.</summary>
public enum StateFailure
{
    /// <summary>The server cannot be reached, or is not the primary. A later call can succeed.</summary>
    Unreachable,

    /// <summary>The server refused the user, its password, or the operation.</summary>
    Refused,

    /// <summary>The stored data contradicts itself.</summary>
    Damaged,

    /// <summary>The tables belong to another version of the program.</summary>
    OtherVersion,

    /// <summary>The caller does not lead the site any more, and has changed nothing.</summary>
    NotLeader,

    /// <summary>A concurrent call changed the same data, repeatedly.</summary>
    Conflict,
}
