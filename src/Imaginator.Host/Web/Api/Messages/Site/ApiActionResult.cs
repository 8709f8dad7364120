namespace Imaginator.Host.Web.Api.Messages.Site;

/// <summary>The result of an action.</summary>
internal sealed record ApiActionResult
{
    /// <summary>cancelled, disabled, enabled, started, deleted, changed or replaced.</summary>
    public required string Result { get; init; }

    /// <summary>The time until which builds are disabled.</summary>
    public DateTimeOffset? DisabledUntil { get; init; }
}
