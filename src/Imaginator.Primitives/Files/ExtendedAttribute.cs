namespace Imaginator.Files;

/// <summary>An extended attribute of an inode. Equality is by name and value.</summary>
/// <param name="Name">The name with its namespace, for example <c>security.capability</c>.</param>
/// <param name="Value">The bytes of the value.</param>
public sealed record ExtendedAttribute(string Name, ReadOnlyMemory<byte> Value)
{
    /// <inheritdoc/>
    public bool Equals(ExtendedAttribute? other) =>
        other is not null && Name == other.Name && Value.Span.SequenceEqual(other.Value.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Value.Length);
}
