namespace Imaginator.Host.Web.Actions;

/// <summary>What has become of an action.</summary>
/// <param name="Kind">In one word.</param>
/// <param name="Message">In a sentence for people.</param>
internal sealed record ActionResult(ActionResultKind Kind, string Message)
{
    /// <summary>Until when builds are disabled now; null where they are not, or the action is about something else.</summary>
    public DateTimeOffset? DisabledUntil { get; init; }

    /// <summary>It was done.</summary>
    public static ActionResult Done(string message) => new(ActionResultKind.Done, message);
}
