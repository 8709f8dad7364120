namespace Imaginator.Building.Events;

/// <summary>A build was accepted by a queue, or its position in the queue has changed. The engine does not report this itself.</summary>
/// <param name="StreamName">The stream that is built.</param>
/// <param name="BuildId">The id of the build.</param>
/// <param name="Position">The position in the queue, from 1 on; null if the build has started.</param>
/// <param name="Reason">Why the build waits, for display; null if it does not wait.</param>
public sealed record BuildQueued(string StreamName, string BuildId, int? Position, string? Reason) : BuildEvent(StreamName);
