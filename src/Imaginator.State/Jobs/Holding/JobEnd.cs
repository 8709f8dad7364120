using Imaginator.State.History;

namespace Imaginator.State.Jobs.Holding;

/// <summary>The end of a job. Immutable.</summary>
public sealed record JobEnd
{
    /// <summary>A result that is final.</summary>
    public required RecordedResult Result { get; init; }

    /// <summary>The error in one line, with secrets masked; empty for none.</summary>
    public string Error { get; init; } = "";

    /// <summary>The name of the published or extended image; null for none. A new name must have been reserved.</summary>
    public string? ImageName { get; init; }

    /// <summary>The previous image of the stream if the new one is the same; otherwise null.</summary>
    public string? SameAs { get; init; }

    /// <summary>The inputs, as far as they are known now; null to keep those of the request.</summary>
    public BuildInputs? Inputs { get; init; }

    /// <summary>The digest of all inputs, with which the next build recognizes that nothing has changed; null for none.</summary>
    public string? InputDigest { get; init; }

    public long NewObjects { get; init; }

    /// <summary>The size of the new objects in bytes.</summary>
    public long NewBytes { get; init; }

    /// <summary>The sealed metadata of an image that is returned to the caller; empty for none.</summary>
    public ReadOnlyMemory<byte> ResultMetadata { get; init; }

    /// <summary>The hash of the tree of an image that is returned to the caller; empty for none.</summary>
    public ReadOnlyMemory<byte> ResultTree { get; init; }
}
