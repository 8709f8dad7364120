using System.Collections.Immutable;
using Imaginator.Hosting.Configuration;

namespace Imaginator.State.Tokens;

/// <summary>A bearer token, without its text. Immutable.</summary>
public sealed record AccessToken
{
    /// <summary>Its id, which is not secret.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, which no other token has.</summary>
    public required string Name { get; init; }

    /// <summary>The hash of its text.</summary>
    public required string Hash { get; init; }

    /// <summary>Its role for its streams.</summary>
    public required StreamRole Role { get; init; }

    /// <summary>Its streams and directories of streams.</summary>
    public required ImmutableArray<string> Streams { get; init; }

    /// <summary>The user who made it.</summary>
    public required string MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The time of its last use, to a few minutes; null if it was not used.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
}
