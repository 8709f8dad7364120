using Imaginator.Hosting.Flags;

namespace Imaginator.Host.Access;

/// <summary>The limits of readers without a role. Immutable.</summary>
internal sealed record ReadPolicy(AnonymousReads Anonymous, MemberReads Members)
{
    /// <summary>Reads the policy from the flags. Without certificates, callers cannot identify themselves: all can read.</summary>
    public static ReadPolicy From(FlagValues flags, bool isInsecure) => new(
        flags.IsGiven(ReadFlags.Anonymous) || !isInsecure ? flags.Get(ReadFlags.Anonymous) : AnonymousReads.All,
        flags.Get(ReadFlags.Members));
}
