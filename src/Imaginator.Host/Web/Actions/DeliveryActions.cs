using System.Globalization;
using Imaginator.Host.Access;
using Imaginator.Host.Auditing;
using Imaginator.Host.Notifications;
using Imaginator.Host.Queue.Requests;
using Imaginator.Hosting.Configuration;

namespace Imaginator.Host.Web.Actions;

/// <summary>Actions on deliveries of notifications.</summary>
internal sealed class DeliveryActions(Deliveries deliveries, Permissions permissions)
{
    /// <summary>
    /// Delivers a message again. The input is the id of the delivery. A role to manage the stream of the event suffices.
    /// </summary>
    public WebAction Replay => new(AuditActions.ReplayDelivery, AccessMethods.ReplayDelivery, ReplayAsync) { IsOpenTo = IsManager };

    private static long? ParseId(string input) =>
        long.TryParse(input, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private bool IsManager(Caller caller, string input) =>
        ParseId(input) is { } id
        && deliveries.Find(id) is { StreamName.Length: > 0 } delivery
        && permissions.RoleOf(caller, delivery.StreamName) == StreamRole.Manage;

    private Task<ActionResult> ReplayAsync(Caller caller, string input, CancellationToken cancellationToken) => Task.FromResult(
        ParseId(input) is { } id && deliveries.Replay(id)
            ? ActionResult.Done("replayed")
            : new ActionResult(ActionResultKind.NotFound, "no delivery has this id; it may have been removed"));
}
