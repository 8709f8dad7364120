namespace Imaginator.Protocol.Gob.Schemas;

/// <summary>
/// No failure: a value that is being decoded goes on in a message that has not been read, and nobody waits for it in the middle
/// of decoding. Never leaves the decoder.
/// </summary>
internal sealed class GobContinuedException : Exception;
