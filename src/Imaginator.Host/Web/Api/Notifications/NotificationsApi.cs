using System.Globalization;
using Imaginator.Host.Notifications;
using Imaginator.Host.Notifications.Outbox;
using Imaginator.Host.Web.Api.Answers;
using Imaginator.Host.Web.Api.Json;
using Imaginator.Host.Web.Api.Messages.Notifications;
using Imaginator.Host.Web.Api.Requests;
using Imaginator.Host.Web.Failures;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Api.Notifications;

/// <summary>Receivers and deliveries of notifications: <c>/api/v1/receivers</c> and <c>/api/v1/deliveries</c>.</summary>
internal sealed class NotificationsApi(Deliveries deliveries, ApiReaders readers)
{
    public IResult ListReceivers(HttpContext context) => readers.Of(context).RefuseUnlessAll() ?? new JsonAnswer<ApiReceivers>(
        new ApiReceivers { Receivers = [.. deliveries.ListReceivers().Select(ApiReceiver.Of)] }, ApiJson.Default.ApiReceivers);

    public IResult List(HttpContext context)
    {
        var parameters = new ApiParameters(context.Request);
        var query = new DeliveryQuery
        {
            Receiver = parameters.Text("receiver"),
            State = parameters.Value("state", ApiDelivery.ParseState, "waiting, delivered or failed"),
            Before = parameters.Value("before", ParseId, "the id of a delivery"),
            Count = parameters.Limit(DeliveryQuery.MaximumCount),
        };
        if (parameters.Fault is { } fault)
        {
            return Problems.InvalidRequest(fault);
        }

        var (visible, last) = ReadVisible(readers.Of(context), query);
        var next = last is { } id ? parameters.NextAddress("before", id.ToString(CultureInfo.InvariantCulture)) : null;
        return new JsonAnswer<ApiDeliveries>(
            new ApiDeliveries { Deliveries = [.. visible.Select(ApiDelivery.Of)], Next = next }, ApiJson.Default.ApiDeliveries)
        { Next = next };
    }

    public IResult Show(HttpContext context) =>
        ParseId(ApiSegments.TextOf(context, "id")) is { } id
        && deliveries.Find(id) is { } delivery
        && IsVisible(readers.Of(context), delivery)
            ? new JsonAnswer<ApiDelivery>(
                ApiDelivery.Of(delivery) with { LastAttempts = [.. delivery.LastAttempts.Select(ApiDeliveryAttempt.Of)] },
                ApiJson.Default.ApiDelivery)
            : Problems.NotFound("delivery not found; it may have been removed");

    // Deliveries that the reader does not see do not end a page either: its end would show that they exist. The outbox is small.
    private (List<Delivery> Deliveries, long? Next) ReadVisible(ApiReader reader, DeliveryQuery query)
    {
        var found = new List<Delivery>();
        var before = query.Before;
        while (true)
        {
            var page = deliveries.List(query with { Before = before, Count = reader.SeesAll ? query.Count : DeliveryQuery.MaximumCount });
            found.AddRange(page.Deliveries.Where(delivery => IsVisible(reader, delivery)));
            var isMore = reader.SeesAll ? page.HasMore : found.Count > query.Count;
            if (isMore || !page.HasMore)
            {
                var shown = found.Take(query.Count).ToList();
                long? next = isMore ? shown[^1].Id : null;
                return (shown, next);
            }

            before = page.Deliveries[^1].Id;
        }
    }

    // An event without a stream concerns the whole site.
    private static bool IsVisible(ApiReader reader, Delivery delivery) =>
        delivery.StreamName.Length == 0 ? reader.SeesAll : reader.Sees(delivery.StreamName);

    private static long? ParseId(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
