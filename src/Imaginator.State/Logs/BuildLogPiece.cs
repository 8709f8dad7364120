using Imaginator.State.Builds;

namespace Imaginator.State.Logs;

/// <summary>A piece of the log of a build. Immutable.</summary>
public sealed record BuildLogPiece(BuildId Id, LogPiece Piece);
