using System.Collections.Immutable;

namespace Imaginator.State.History;

/// <summary>The inputs for a retry of a build, except its stream. Immutable.</summary>
public sealed record RecordedRequest
{
    /// <summary>The requested branch, tag or commit; empty for the default.</summary>
    public string Branch { get; init; } = "";

    /// <summary>The lifetime of the image; zero for an image that does not expire.</summary>
    public TimeSpan ExpiresIn { get; init; }

    /// <summary>The maximum age of the source image; zero for any age.</summary>
    public TimeSpan MaxSourceAge { get; init; }

    /// <summary>Whether the image was returned to the caller instead of published.</summary>
    public bool ReturnsImage { get; init; }

    /// <summary>The names and values of variables, encrypted; empty for none.</summary>
    public ReadOnlyMemory<byte> Variables { get; init; }

    /// <summary>The names of variables whose values are not kept.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];
}
