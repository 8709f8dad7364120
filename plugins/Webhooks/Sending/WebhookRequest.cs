using System.Collections.Immutable;

namespace Imaginator.Plugins.Webhooks.Sending;

/// <summary>A request with a JSON body.</summary>
internal sealed record WebhookRequest(Uri Address, byte[] Body)
{
    /// <summary>The headers besides those of every request. They can be secret.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Headers { get; init; } = [];
}
