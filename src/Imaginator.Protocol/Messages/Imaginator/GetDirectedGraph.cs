using System.Collections.Immutable;
using Imaginator.Protocol.Gob.Schemas;

namespace Imaginator.Protocol.Messages.Imaginator;

/// <summary>What <c>GetDirectedGraph</c> is asked.</summary>
internal sealed record GetDirectedGraphRequest
{
    public ImmutableArray<string> Excludes { get; init; } = [];

    public ImmutableArray<string> Includes { get; init; } = [];

    public GobDuration MaxAge { get; init; }
}

/// <summary>What <c>GetDirectedGraph</c> answers.</summary>
internal sealed record GetDirectedGraphResponse
{
    public GetDirectedGraphResult GetDirectedGraphResult { get; init; } = new();

    public string Error { get; init; } = "";
}

/// <summary>What the streams depend on, as a graph for people.</summary>
internal sealed record GetDirectedGraphResult
{
    public ReadOnlyMemory<byte> FetchLog { get; init; }

    public GobTime GeneratedAt { get; init; }

    public ReadOnlyMemory<byte> GraphvizDot { get; init; }

    public GobTime LastAttemptAt { get; init; }

    public string LastAttemptError { get; init; } = "";
}
