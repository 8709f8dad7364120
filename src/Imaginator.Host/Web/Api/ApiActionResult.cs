namespace Imaginator.Host.Web.Api;

/// <summary>The result of an action in a word, and the time until which builds are disabled.</summary>
internal sealed record ApiActionResult(string Result, DateTimeOffset? DisabledUntil);
