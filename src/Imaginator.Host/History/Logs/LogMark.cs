namespace Imaginator.Host.History.Logs;

/// <summary>The time of the bytes of a log from an offset on, and what begins there. Immutable.</summary>
/// <param name="Offset">The position in the log, in bytes.</param>
/// <param name="At">The time at which the bytes were written.</param>
/// <param name="Stage">The display name of the stage that begins here; null if the previous stage continues.</param>
internal readonly record struct LogMark(long Offset, DateTimeOffset At, string? Stage = null);
