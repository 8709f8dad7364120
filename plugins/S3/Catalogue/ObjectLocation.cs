namespace Imaginator.Plugins.S3.Catalogue;

/// <summary>The location of an object.</summary>
/// <param name="Pack">The ID of the pack.</param>
/// <param name="Offset">The position of its first byte in the pack.</param>
/// <param name="Length">Its length in bytes.</param>
internal sealed record ObjectLocation(string Pack, long Offset, long Length)
{
    /// <summary>The location, for messages.</summary>
    public override string ToString() => FormattableString.Invariant($"packs/{Pack}, bytes {Offset} to {Offset + Length - 1}");
}
