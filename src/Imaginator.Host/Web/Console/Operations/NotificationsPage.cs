using System.Globalization;
using Imaginator.Host.Access;
using Imaginator.Host.Notifications;
using Imaginator.Host.Notifications.Outbox;
using Imaginator.Host.Web.Addresses;
using Imaginator.Host.Web.Console.Parts;
using Imaginator.Host.Web.Readers;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Console.Operations;

/// <summary>The page <c>/notifications</c>: the receivers of notifications, and the deliveries to them.</summary>
internal sealed class NotificationsPage(Deliveries deliveries)
{
    private const int PageLength = 100;
    private const string BeforeParameter = "before";

    public ConsolePage Make(PageReader reader, HttpRequest request)
    {
        var before = long.TryParse(
            request.Query[BeforeParameter].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (long?)null;
        var page = deliveries.List(new DeliveryQuery { Before = before, Count = PageLength });
        var model = new NotificationsModel
        {
            Receivers = deliveries.ListReceivers(),
            Deliveries = page.Deliveries,
            Pager = new Pager(before is null ? null : PageAddress.Notifications, page.HasMore ? AddressOf(page.Deliveries[^1].Id) : null)
            {
                PreviousText = "newest",
                NextText = "older",
            },
            MayReplay = reader.May(AccessMethods.ReplayDelivery),
        };
        return new ConsolePage("Notifications", new Web_Console_Operations_NotificationsView { Model = model })
        {
            Section = PageSection.Notifications,
        };
    }

    private static string AddressOf(long before) =>
        string.Create(CultureInfo.InvariantCulture, $"{PageAddress.Notifications}?{BeforeParameter}={before}");
}
