namespace Imaginator.State.History;

/// <summary>
/// The last build of a stream that succeeded or failed, and the last that succeeded, with their stages; null for none. Immutable.
/// </summary>
public sealed record StreamLatest(BuildRecord? Last, BuildRecord? Good);
