namespace Imaginator.Protocol.Gob.Schemas;

/// <summary>
/// What a decoder accepts. Every element of a value takes at least one byte on the wire, so that a limit on bytes bounds
/// memory as well.
/// </summary>
internal sealed record GobLimits
{
    /// <summary>For ordinary requests and replies: 4 MiB.</summary>
    public static GobLimits Default { get; } = new();

    /// <summary>For values that hold an image: 1 GiB, some six million inodes.</summary>
    public static GobLimits Image { get; } = new() { MaxValueBytes = 1L << 30 };

    /// <summary>How long a value may be on the wire, in bytes, all of its messages together.</summary>
    public long MaxValueBytes { get; init; } = 4L << 20;

    /// <summary>How deep values may be nested.</summary>
    public int MaxDepth { get; init; } = 100;

    /// <summary>How many types a stream may define.</summary>
    public int MaxTypes { get; init; } = 500;

    /// <summary>How many bytes a type definition may take.</summary>
    public int MaxDefinitionBytes { get; init; } = 32 * 1024;

    /// <summary>How long the next piece of a value that has begun may take to arrive.</summary>
    public TimeSpan ContinuationTimeout { get; init; } = TimeSpan.FromMinutes(1);
}
