using System.Text.Json.Serialization;

namespace Imaginator.Host.Web.Api.Messages.Builds;

/// <summary>A requested build.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ApiBuildOrder
{
    /// <summary>The name of the stream.</summary>
    public required string Stream { get; init; }

    /// <summary>The branch, tag or commit of the manifest; absent for the default of the stream.</summary>
    public string? Branch { get; init; }

    /// <summary>The variables of the request.</summary>
    public IReadOnlyDictionary<string, string>? Variables { get; init; }

    /// <summary>The lifetime of the image, for example 72h; absent for the maximum that the caller can request.</summary>
    public string? ExpiresIn { get; init; }
}
