using Imaginator.Protocol.Gob.Schemas;
using Imaginator.Protocol.Messages.Images;

namespace Imaginator.Protocol.Messages.Imaginator;

/// <summary>The request of <c>BuildImage</c>.</summary>
public sealed record BuildImageRequest
{
    public bool DisableRecursiveBuild { get; init; }

    public GobDuration ExpiresIn { get; init; }

    public string GitBranch { get; init; } = "";

    public GobDuration MaxSourceAge { get; init; }

    public GobDuration MaximumBuildDuration { get; init; }

    public bool ReturnImage { get; init; }

    public bool StreamBuildLog { get; init; }

    public string StreamName { get; init; } = "";

    public IReadOnlyDictionary<string, string>? Variables { get; init; }
}

/// <summary>A piece of the log of a build or, last, its result.</summary>
public sealed record BuildImageResponse
{
    public DominatorImage? Image { get; init; }

    public string ImageName { get; init; } = "";

    public ReadOnlyMemory<byte> BuildLog { get; init; }

    public string ErrorString { get; init; } = "";

    public bool NeedSourceImage { get; init; }

    public string SourceImage { get; init; } = "";

    public IReadOnlyDictionary<string, string>? SourceImageBuildVariables { get; init; }

    public string SourceImageGitCommitId { get; init; } = "";
}
