using Imaginator.State.Jobs.Holding;

namespace Imaginator.Postgres.Jobs;

/// <summary>The argument of the function <c>finish</c>.</summary>
internal sealed record EndArguments
{
    public int Result { get; init; }

    public string Error { get; init; } = "";

    public string? Image { get; init; }

    public string? SameAs { get; init; }

    public string? ManifestUrl { get; init; }

    public string? ManifestDirectory { get; init; }

    public string? Branch { get; init; }

    public string? Commit { get; init; }

    public string? SourceImage { get; init; }

    public string? InputDigest { get; init; }

    public long NewObjects { get; init; }

    public long NewBytes { get; init; }

    public byte[]? Metadata { get; init; }

    public byte[]? Tree { get; init; }

    public static EndArguments From(JobEnd end) => new()
    {
        Result = (int)end.Result,
        Error = end.Error,
        Image = end.ImageName,
        SameAs = end.SameAs,
        ManifestUrl = end.Inputs?.ManifestUrl,
        ManifestDirectory = end.Inputs?.ManifestDirectory,
        Branch = end.Inputs?.Branch,
        Commit = end.Inputs?.CommitId,
        SourceImage = end.Inputs?.SourceImage,
        InputDigest = end.InputDigest,
        NewObjects = end.NewObjects,
        NewBytes = end.NewBytes,
        Metadata = end.ResultMetadata.IsEmpty ? null : end.ResultMetadata.ToArray(),
        Tree = end.ResultTree.IsEmpty ? null : end.ResultTree.ToArray(),
    };
}
