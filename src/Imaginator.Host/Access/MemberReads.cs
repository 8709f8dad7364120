namespace Imaginator.Host.Access;

/// <summary>
/// The streams that callers with a certificate or a session can read. Bearer tokens have their own scope. The members' names in lower case are
/// values of a flag.
/// </summary>
internal enum MemberReads
{
    /// <summary>Everything.</summary>
    All,

    /// <summary>The streams for which they have a role.</summary>
    Roles,
}
