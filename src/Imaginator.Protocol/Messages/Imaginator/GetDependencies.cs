using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.Imaginator;

/// <summary>The request of <c>GetDependencies</c>.</summary>
public sealed record GetDependenciesRequest
{
    public GobDuration MaxAge { get; init; }
}

/// <summary>The response of <c>GetDependencies</c>.</summary>
public sealed record GetDependenciesResponse
{
    public GetDependenciesResult GetDependenciesResult { get; init; } = new();

    public string Error { get; init; } = "";
}

/// <summary>The dependencies of the streams.</summary>
public sealed record GetDependenciesResult
{
    public ReadOnlyMemory<byte> FetchLog { get; init; }

    public GobTime GeneratedAt { get; init; }

    public GobTime LastAttemptAt { get; init; }

    public string LastAttemptError { get; init; } = "";

    public IReadOnlyDictionary<string, string>? StreamToSource { get; init; }

    public IReadOnlyDictionary<string, EmptyStruct>? UnbuildableSources { get; init; }
}
