using System.Collections.Immutable;

namespace Imaginator.Building.Builds;

/// <summary>
/// The inputs of the build of a source image that the stream of the source image does not choose: variables that it does not
/// declare, and a commit.
/// </summary>
/// <param name="Variables">The variables.</param>
/// <param name="GitBranch">The branch or commit; empty for none.</param>
public sealed record ForeignInputs(ImmutableSortedDictionary<string, string> Variables, string GitBranch)
{
    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => Variables.IsEmpty && GitBranch.Length == 0;
}
