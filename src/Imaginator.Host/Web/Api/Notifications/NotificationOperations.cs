using Imaginator.Host.Access;
using Imaginator.Host.Notifications.Outbox;
using Imaginator.Host.Web.Actions;
using Imaginator.Host.Web.Api.Contract;
using Imaginator.Host.Web.Api.Messages.Notifications;
using Imaginator.Host.Web.Api.Messages.Site;
using Imaginator.Host.Web.Api.Requests;
using Imaginator.Host.Web.Api.Site;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Imaginator.Host.Web.Api.Notifications;

/// <summary>The operations of notifications.</summary>
internal static class NotificationOperations
{
    private const string Path = "/deliveries";
    private const string PathOfOne = Path + "/{id}";

    private static ApiParameterInfo Id => ApiParameterInfo.InPath("id", "The id of the delivery.");

    public static IEnumerable<ApiOperation> All =>
    [
        ApiOperation.Of<NotificationsApi>(HttpMethods.Get, "/receivers", (api, context) => api.ListReceivers(context), () => new()
        {
            Id = "listReceivers",
            Group = ApiGroups.Notifications,
            Summary = "List the receivers of notifications",
            Permission = ApiPermissions.ViewAll,
            Answers = [ApiAnswerInfo.Json<ApiReceivers>()],
        }),
        ApiOperation.Of<NotificationsApi>(HttpMethods.Get, Path, (api, context) => api.List(context), () => new()
        {
            Id = "listDeliveries",
            Group = ApiGroups.Notifications,
            Summary = "List the deliveries of notifications, the newest first",
            Permission = ApiPermissions.ViewSome,
            Parameters =
            [
                ApiParameterInfo.InQuery("receiver", "Deliveries to this receiver."),
                ApiParameterInfo.InQuery("state", "Deliveries in this state: waiting, delivered or failed."),
                ApiParameterInfo.InQuery("before", "Deliveries before the one with this id."),
                ApiParameterInfo.Limit(DeliveryQuery.MaximumCount, ApiParameters.DefaultLimit),
            ],
            Answers = [ApiAnswerInfo.Json<ApiDeliveries>()],
            Problems = [StatusCodes.Status400BadRequest],
        }),
        ApiOperation.Of<NotificationsApi>(HttpMethods.Get, PathOfOne, (api, context) => api.Show(context), () => new()
        {
            Id = "getDelivery",
            Group = ApiGroups.Notifications,
            Summary = "Show a delivery with its last attempts",
            Permission = ApiPermissions.View + "; for all streams if the event has no stream",
            Parameters = [Id],
            Answers = [ApiAnswerInfo.Json<ApiDelivery>()],
            Problems = [StatusCodes.Status404NotFound],
        }),
        ApiOperation.Of<ActionsApi>(
            HttpMethods.Post,
            PathOfOne + "/replay",
            (api, context) => api.RunAsync(
                context,
                context.RequestServices.GetRequiredService<DeliveryActions>().Replay,
                ApiSegments.TextOf(context, "id")),
            () => new()
            {
                Id = "replayDelivery",
                Group = ApiGroups.Notifications,
                Summary = "Deliver a notification again, or now if it waits",
                Permission = ApiPermissions.Manage(AccessMethods.ReplayDelivery),
                Parameters = [Id],
                Answers = [ApiAnswerInfo.Json<ApiActionResult>()],
                Problems = [StatusCodes.Status404NotFound],
            }),
    ];
}
