using System.Collections.Immutable;
using Imaginator.State.Builds;

namespace Imaginator.State.Jobs.Holding;

/// <summary>The answer to a job that needs a source image. Immutable.</summary>
/// <param name="Outcome">Whether the job waits.</param>
/// <param name="Source">The job that builds the source image; null if the job does not wait.</param>
/// <param name="Streams">The streams of a cycle, the first one repeated at the end, or the stream that was awaited before.</param>
public sealed record AwaitAnswer(AwaitOutcome Outcome, BuildId? Source, ImmutableArray<string> Streams);
