using System.Collections.Immutable;

namespace Imaginator.Host.Web.Console.Streams.Details;

/// <summary>The form that starts a build of a stream.</summary>
/// <param name="StreamName">The stream.</param>
/// <param name="IdempotencyKey">The same for all submissions of this form: a second click starts no second build.</param>
internal sealed record BuildForm(string StreamName, string IdempotencyKey)
{
    /// <summary>Whether the stream has a manifest with branches.</summary>
    public bool HasBranch { get; init; }

    /// <summary>The variables that the stream declares, with the patterns of their values; null if it accepts any.</summary>
    public ImmutableSortedDictionary<string, string>? Variables { get; init; }

    public bool HasVariables => Variables is not { Count: 0 };
}
