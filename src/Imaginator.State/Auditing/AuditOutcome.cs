namespace Imaginator.State.Auditing;

/// <summary>The classes of entries of the audit log. Each has one meaning on all channels.</summary>
public enum AuditOutcome
{
    /// <summary>The caller had permission, and the action was done or has begun.</summary>
    Allowed,

    /// <summary>The caller had no permission, or no valid credential.</summary>
    Denied,

    /// <summary>The caller had permission, but the action was impossible.</summary>
    Refused,

    /// <summary>The inputs of a build that its request chose.</summary>
    Inputs,
}
