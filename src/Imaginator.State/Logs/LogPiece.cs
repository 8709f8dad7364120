namespace Imaginator.State.Logs;

/// <summary>A piece of a log. Immutable.</summary>
/// <param name="Position">The position of its first byte in the log.</param>
/// <param name="Bytes">At least one byte.</param>
/// <param name="Marks">The encoded marks of its lines; empty for none.</param>
public sealed record LogPiece(long Position, ReadOnlyMemory<byte> Bytes, ReadOnlyMemory<byte> Marks = default);
