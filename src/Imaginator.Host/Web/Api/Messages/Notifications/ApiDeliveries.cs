using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api.Messages.Notifications;

/// <summary>A page of deliveries, the newest first.</summary>
internal sealed record ApiDeliveries
{
    public required ImmutableArray<ApiDelivery> Deliveries { get; init; }

    /// <summary>The address of the next page; absent on the last page.</summary>
    public string? Next { get; init; }
}
