using System.Collections.Immutable;

namespace Imaginator.Host.Builds;

/// <summary>A build that a person or a program requests. Immutable.</summary>
/// <param name="StreamName">The stream.</param>
internal sealed record BuildOrder(string StreamName)
{
    /// <summary>The branch, tag or commit of the manifest; null for the default of the stream.</summary>
    public string? Branch { get; init; }

    /// <summary>The variables of the request.</summary>
    public ImmutableSortedDictionary<string, string> Variables { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The lifetime of the image; null for the maximum that the caller may request.</summary>
    public TimeSpan? ExpiresIn { get; init; }
}
