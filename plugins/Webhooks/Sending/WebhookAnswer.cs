namespace Imaginator.Plugins.Webhooks.Sending;

/// <summary>The answer of a receiver.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Text">The status with its reason and the beginning of the body, without secrets. Untrusted.</param>
/// <param name="RetryAfter">The time after which the receiver expects the next attempt; null for none.</param>
internal sealed record WebhookAnswer(int Status, string Text, TimeSpan? RetryAfter)
{
    /// <summary>The status of a receiver that refuses all further messages.</summary>
    public const int Gone = 410;

    public bool IsSuccess => Status is >= 200 and <= 299;

    public bool IsRedirect => Status is >= 300 and <= 399;
}
