namespace Imaginator.Browser.Tests.Sites;

/// <summary>A secret for the webhooks of a site.</summary>
internal static class WebhookSecret
{
    public static string Text { get; } = "whsec_" + Convert.ToBase64String("thirty-two bytes for the tests.."u8);
}
