using System.Collections.Immutable;

namespace Imaginator.Images;

/// <summary>
/// Regular expressions (Go/RE2 syntax) that select the paths to leave out. They are anchored at the start only. A line
/// <c>!</c> inverts the whole filter. A filter without lines matches nothing and differs from no filter. Equality is by
/// value.
/// </summary>
/// <param name="Lines">The expressions.</param>
public sealed record Filter(ImmutableArray<string> Lines)
{
    /// <inheritdoc/>
    public bool Equals(Filter? other) => other is not null && Lines.AsSpan().SequenceEqual(other.Lines.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var line in Lines.AsSpan())
        {
            hash.Add(line);
        }

        return hash.ToHashCode();
    }
}
