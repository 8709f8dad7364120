using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Imaginator.Host.Web.Api.Messages.Access;

/// <summary>A requested bearer token.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ApiTokenOrder
{
    /// <summary>The name, which no other token has: letters, digits and the characters . _ -</summary>
    public required string Name { get; init; }

    /// <summary>The permission for the streams: view, build or manage.</summary>
    public required string Role { get; init; }

    /// <summary>The streams: names such as base/debian, directories such as base/, or / for all streams.</summary>
    public required ImmutableArray<string> Streams { get; init; }

    /// <summary>The lifetime, for example 720h; absent for 90 days.</summary>
    public string? Lifetime { get; init; }
}
