namespace Imaginator.Host.Queue.Journal;

/// <summary>The ends of pauses; null where builds of the kind are enabled. Immutable.</summary>
internal sealed record JournaledPauses(DateTimeOffset? RequestsUntil, DateTimeOffset? AutoBuildsUntil)
{
    /// <summary>Everything is enabled.</summary>
    public static JournaledPauses None { get; } = new(null, null);
}
