using Imaginator.Host.Notifications.Outbox;

namespace Imaginator.Host.Web.Console.Operations;

/// <summary>The states of deliveries in words, and in the style sheet.</summary>
internal static class DeliveryTexts
{
    public static string Of(DeliveryState state) => state switch
    {
        DeliveryState.Waiting => "waiting",
        DeliveryState.Delivered => "delivered",
        _ => "given up",
    };

    public static string ClassOf(DeliveryState state) => state switch
    {
        DeliveryState.Waiting => "running",
        DeliveryState.Delivered => "succeeded",
        _ => "failed",
    };
}
