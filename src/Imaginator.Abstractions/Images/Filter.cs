using System.Collections.Immutable;

namespace Imaginator.Images;

/// <summary>
/// Regular expressions (Go/RE2 syntax) of paths, anchored at the start only, of what is left out. A line <c>!</c>
/// inverts the whole filter. A filter without lines matches nothing and is not the same as no filter.
/// </summary>
/// <param name="Lines">The expressions.</param>
public sealed record Filter(ImmutableArray<string> Lines)
{
    /// <inheritdoc/>
    public bool Equals(Filter? other) => other is not null && Lines.AsSpan().SequenceEqual(other.Lines.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Lines.Length;
}
