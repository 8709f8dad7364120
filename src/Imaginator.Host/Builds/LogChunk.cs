using System.Collections.Immutable;
using Imaginator.Host.History.Logs;

namespace Imaginator.Host.Builds;

/// <summary>A piece of a build log. Followers share the bytes: they must not change. Immutable.</summary>
/// <param name="Offset">The position of the first byte in the log.</param>
/// <param name="Bytes">The bytes, not empty. A piece can end within a line, and within a character.</param>
/// <param name="Marks">
/// The times and stages that begin within the bytes, in order. The first one has the offset of the first byte, if its time is known.
/// </param>
internal sealed record LogChunk(long Offset, ReadOnlyMemory<byte> Bytes, ImmutableArray<LogMark> Marks);
