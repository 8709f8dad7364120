using Imaginator.Building.Builds;

namespace Imaginator.Host.Queue.Outcomes;

/// <summary>The end of a build. Immutable.</summary>
/// <param name="Kind">The kind of end.</param>
/// <param name="Error">The error in one line for people, with masked secrets; empty for a successful build.</param>
internal sealed record BuildOutcome(BuildOutcomeKind Kind, string Error)
{
    /// <summary>The image of a successful build; otherwise null.</summary>
    public BuildResult? Result { get; init; }

    /// <summary>The source image that a <see cref="BuildOutcomeKind.NeedsSourceImage"/> build needs; otherwise null.</summary>
    public SourceImageNeededException? SourceImageNeeded { get; init; }

    public static BuildOutcome Succeeded(BuildResult result) => new(BuildOutcomeKind.Succeeded, "") { Result = result };
}
