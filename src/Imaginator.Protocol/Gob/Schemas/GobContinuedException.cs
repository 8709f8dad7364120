namespace Imaginator.Protocol.Gob.Schemas;

/// <summary>
/// Signals, without a failure, that the value that is being decoded continues in an unread message that decoding must
/// not block on. Never leaves the decoder.
/// </summary>
internal sealed class GobContinuedException : Exception;
