namespace Imaginator.Plugins.S3.Buckets;

/// <summary>The condition of a write.</summary>
/// <param name="MustBeAbsent">True if the object must not exist.</param>
/// <param name="Tag">The entity tag that the object must have; null for any.</param>
internal readonly record struct WriteCondition(bool MustBeAbsent, string? Tag)
{
    public static WriteCondition None => default;

    public static WriteCondition Absent => new(true, null);

    public static WriteCondition Unchanged(string tag) => new(false, tag);
}
