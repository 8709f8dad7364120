namespace Imaginator.Files;

/// <summary>One extended attribute of an inode; compared by name and value.</summary>
/// <param name="Name">The name with its namespace, for instance <c>security.capability</c>.</param>
/// <param name="Value">The value.</param>
public sealed record ExtendedAttribute(string Name, ReadOnlyMemory<byte> Value)
{
    /// <inheritdoc/>
    public bool Equals(ExtendedAttribute? other) =>
        other is not null && Name == other.Name && Value.Span.SequenceEqual(other.Value.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Value.Length);
}
