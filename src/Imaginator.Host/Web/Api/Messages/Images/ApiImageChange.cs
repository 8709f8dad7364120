using System.Text.Json.Serialization;

namespace Imaginator.Host.Web.Api.Messages.Images;

/// <summary>A change of an image.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ApiImageChange
{
    /// <summary>The new expiration time, which must not be earlier than the present one; null for an image that never expires.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }
}
