using System.Collections.Immutable;
using Imaginator.Host.Access.Tokens;
using Imaginator.Hosting.Configuration;

namespace Imaginator.Host.Web.Api.Messages.Access;

/// <summary>A bearer token, without its text.</summary>
internal sealed record ApiToken
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The permission for the streams: view, build or manage.</summary>
    public required string Role { get; init; }

    /// <summary>The streams: names such as base/debian, directories such as base/, or / for all streams.</summary>
    public required ImmutableArray<string> Streams { get; init; }

    /// <summary>The user who made the token.</summary>
    public required string MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The time of the last use, to a few minutes; absent if the token was not used.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>The text of the token. Only the answer to the request that made the token has it.</summary>
    public string? Text { get; init; }

    public static ApiToken Of(AccessToken token) => new()
    {
        Id = token.Id,
        Name = token.Name,
        Role = NameOf(token.Role),
        Streams = token.Streams,
        MadeBy = token.MadeBy,
        MadeAt = token.MadeAt,
        ExpiresAt = token.ExpiresAt,
        LastUsedAt = token.LastUsedAt,
    };

    /// <summary>Parses the name of a role that a token can have; null for others.</summary>
    public static StreamRole? ParseRole(string text) => text switch
    {
        "view" => StreamRole.View,
        "build" => StreamRole.Build,
        "manage" => StreamRole.Manage,
        _ => null,
    };

    private static string NameOf(StreamRole role) => role switch
    {
        StreamRole.View => "view",
        StreamRole.Build => "build",
        StreamRole.Manage => "manage",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "not a role of a token"),
    };
}
