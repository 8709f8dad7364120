namespace Imaginator.Host.Web.Actions;

/// <summary>The outcome of an action, with a message for people: a word, or an error without a full stop.</summary>
internal sealed record ActionResult(ActionResultKind Kind, string Message)
{
    /// <summary>The time until which builds are disabled; null if they are enabled or the action does not concern them.</summary>
    public DateTimeOffset? DisabledUntil { get; init; }

    public static ActionResult Done(string message) => new(ActionResultKind.Done, message);
}
