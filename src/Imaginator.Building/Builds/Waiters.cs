namespace Imaginator.Building.Builds;

/// <summary>Who waits for a build.</summary>
/// <param name="Streams">The streams whose builds wait for this one, outermost first.</param>
/// <param name="Shared">The shared build that this one is; null if nobody else can join it.</param>
internal sealed record Waiters(IReadOnlyList<string> Streams, SharedBuild? Shared)
{
    /// <summary>Nobody but who asked.</summary>
    public static Waiters None { get; } = new([], null);
}
