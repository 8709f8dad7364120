namespace Imaginator.State.Logs;

/// <summary>The whole log of a build. Immutable.</summary>
/// <param name="Stream">The stream of the build.</param>
/// <param name="Compressed">The log in the format of the log archive.</param>
/// <param name="Length">The length in bytes before the compression.</param>
public sealed record ArchivedLogContent(string Stream, ReadOnlyMemory<byte> Compressed, long Length);
