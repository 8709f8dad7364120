namespace Imaginator.Building.Identities;

/// <summary>How an identity is removed.</summary>
internal enum IdentityAction
{
    /// <summary>The file is removed.</summary>
    Remove,

    /// <summary>The file is emptied; a file that holds <c>uninitialized</c> stays.</summary>
    Empty,

    /// <summary>A file with a name of an iSCSI initiator gets the line with which Debian's scripts make a new one.</summary>
    GenerateInitiatorName,

    /// <summary>The file stays, because services need it and no machine makes it; the build log warns of it.</summary>
    Warn,
}
