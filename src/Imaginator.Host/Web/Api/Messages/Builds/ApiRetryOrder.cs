using System.Text.Json.Serialization;

namespace Imaginator.Host.Web.Api.Messages.Builds;

/// <summary>A requested retry.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ApiRetryOrder
{
    /// <summary>Values of variables, for those of the build that are not kept because they can be secret, or instead of others.</summary>
    public IReadOnlyDictionary<string, string>? Variables { get; init; }
}
