using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api.Messages.Access;

/// <summary>The bearer tokens that the caller can revoke, by name, with those that have expired.</summary>
internal sealed record ApiTokens
{
    public required ImmutableArray<ApiToken> Tokens { get; init; }
}
