using System.Collections.Immutable;

namespace Imaginator.Host.Web.Api.Messages.Notifications;

/// <summary>The receivers of notifications, in the order of the configuration.</summary>
internal sealed record ApiReceivers
{
    public required ImmutableArray<ApiReceiver> Receivers { get; init; }
}
