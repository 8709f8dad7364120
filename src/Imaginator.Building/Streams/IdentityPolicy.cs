namespace Imaginator.Building.Streams;

/// <summary>The policy for identities that a build leaves in its tree, such as host keys and the machine ID.</summary>
public enum IdentityPolicy
{
    /// <summary>They are removed.</summary>
    Remove,

    /// <summary>They stay, and the build log warns of them.</summary>
    Warn,

    /// <summary>They stay.</summary>
    Keep,
}
