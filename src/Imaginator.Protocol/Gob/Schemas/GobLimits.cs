namespace Imaginator.Protocol.Gob.Schemas;

/// <summary>
/// The limits of a decoder. Every element of a value uses at least one byte on the wire, so a limit on bytes also
/// bounds memory.
/// </summary>
public sealed record GobLimits
{
    /// <summary>The limits for ordinary requests and replies: 4 MiB.</summary>
    public static GobLimits Default { get; } = new();

    /// <summary>The limits for values that contain an image: 1 GiB, about six million inodes.</summary>
    public static GobLimits Image { get; } = new() { MaxValueBytes = 1L << 30 };

    /// <summary>The maximum length of a value on the wire, in bytes, summed over all its messages.</summary>
    public long MaxValueBytes { get; init; } = 4L << 20;

    /// <summary>The maximum nesting depth of values.</summary>
    public int MaxDepth { get; init; } = 100;

    /// <summary>The maximum number of types that a stream can define.</summary>
    public int MaxTypes { get; init; } = 500;

    /// <summary>The maximum length of a type definition, in bytes.</summary>
    public int MaxDefinitionBytes { get; init; } = 32 * 1024;

    /// <summary>The maximum time between two messages of a value.</summary>
    public TimeSpan ContinuationTimeout { get; init; } = TimeSpan.FromMinutes(1);
}
