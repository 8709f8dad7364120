using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Imaginator.Host.Queue.Requests;
using Imaginator.Hosting.Configuration;

namespace Imaginator.Host.Access.Tokens;

/// <summary>A bearer token, without its text. Immutable.</summary>
internal sealed record AccessToken
{
    /// <summary>The beginning of the user names of tokens. Users of sessions cannot have such names.</summary>
    public const string UserPrefix = "token:";

    /// <summary>Its id, which is not secret.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, which no other token has.</summary>
    public required string Name { get; init; }

    /// <summary>The hash of its text; see <see cref="TokenText.HashOf"/>.</summary>
    public required string Hash { get; init; }

    /// <summary>Its role for its streams.</summary>
    public required StreamRole Role { get; init; }

    /// <summary>Its streams; see <see cref="CallerScope"/>.</summary>
    public required ImmutableArray<string> Streams { get; init; }

    /// <summary>The user who made it.</summary>
    public required string MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The time of its last use, to a few minutes; null if it was not used.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Its permissions.</summary>
    [JsonIgnore]
    public CallerScope Scope => new(Role, Streams);

    /// <summary>The user name of callers with this token.</summary>
    [JsonIgnore]
    public string UserName => UserPrefix + Name;
}
