using Imaginator.Building.Builds;

namespace Imaginator.Host.Queue.Outcomes;

/// <summary>How a build ended. Immutable.</summary>
/// <param name="Kind">In one word.</param>
/// <param name="Error">
/// What went wrong, in one line for people, secrets masked; empty where <paramref name="Kind"/> is
/// <see cref="BuildOutcomeKind.Succeeded"/>.
/// </param>
internal sealed record BuildOutcome(BuildOutcomeKind Kind, string Error)
{
    /// <summary>The image, where it succeeded; else null.</summary>
    public BuildResult? Result { get; init; }

    /// <summary>Which source image must be built first, where that is the outcome; else null.</summary>
    public SourceImageNeededException? SourceImageNeeded { get; init; }

    /// <summary>The build succeeded.</summary>
    public static BuildOutcome Succeeded(BuildResult result) => new(BuildOutcomeKind.Succeeded, "") { Result = result };
}
