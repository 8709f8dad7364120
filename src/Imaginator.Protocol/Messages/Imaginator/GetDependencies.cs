using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.Imaginator;

/// <summary>What <c>GetDependencies</c> is asked.</summary>
internal sealed record GetDependenciesRequest
{
    public GobDuration MaxAge { get; init; }
}

/// <summary>What <c>GetDependencies</c> answers.</summary>
internal sealed record GetDependenciesResponse
{
    public GetDependenciesResult GetDependenciesResult { get; init; } = new();

    public string Error { get; init; } = "";
}

/// <summary>What the streams depend on.</summary>
internal sealed record GetDependenciesResult
{
    public ReadOnlyMemory<byte> FetchLog { get; init; }

    public GobTime GeneratedAt { get; init; }

    public GobTime LastAttemptAt { get; init; }

    public string LastAttemptError { get; init; } = "";

    public IReadOnlyDictionary<string, string>? StreamToSource { get; init; }

    public IReadOnlyDictionary<string, EmptyStruct>? UnbuildableSources { get; init; }
}
