using System.Collections.Immutable;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.Imaginator;

/// <summary>The request of <c>GetDirectedGraph</c>.</summary>
public sealed record GetDirectedGraphRequest
{
    public ImmutableArray<string> Excludes { get; init; } = [];

    public ImmutableArray<string> Includes { get; init; } = [];

    public GobDuration MaxAge { get; init; }
}

/// <summary>The response of <c>GetDirectedGraph</c>.</summary>
public sealed record GetDirectedGraphResponse
{
    public GetDirectedGraphResult GetDirectedGraphResult { get; init; } = new();

    public string Error { get; init; } = "";
}

/// <summary>The dependencies of the streams as a graph, for display.</summary>
public sealed record GetDirectedGraphResult
{
    public ReadOnlyMemory<byte> FetchLog { get; init; }

    public GobTime GeneratedAt { get; init; }

    public ReadOnlyMemory<byte> GraphvizDot { get; init; }

    public GobTime LastAttemptAt { get; init; }

    public string LastAttemptError { get; init; } = "";
}
